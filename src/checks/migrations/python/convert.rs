//! From the parser's tree to the plain one.

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::{Call, Statement, Value};

/// Where the lines of a text end.
pub struct Lines(Vec<usize>);

impl Lines {
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        // Python ends a line with \n, \r\n or \r.
        let ends = bytes
            .iter()
            .enumerate()
            .filter(|&(at, byte)| *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')));
        Self(ends.map(|(at, _)| at).collect())
    }

    /// The line of a place, from 1.
    pub fn at(&self, place: TextSize) -> usize {
        self.0.partition_point(|&end| end < place.to_usize()) + 1
    }
}

pub fn statements(body: &[Stmt], lines: &Lines) -> Vec<Statement> {
    body.iter().map(|each| statement(each, lines)).collect()
}

fn statement(from: &Stmt, lines: &Lines) -> Statement {
    let line = lines.at(from.start());
    let body = |body: &[Stmt]| statements(body, lines);
    match from {
        Stmt::Assign(assigned) => assign(&assigned.targets, value(&assigned.value, lines), line),
        Stmt::AnnAssign(assigned) => match &assigned.value {
            Some(given) => assign(std::slice::from_ref(&*assigned.target), value(given, lines), line),
            None => Statement::Other,
        },
        Stmt::AugAssign(assigned) => {
            let calls = calls([&*assigned.value], lines);
            assign(std::slice::from_ref(&*assigned.target), Value::Unknown(calls), line)
        }
        Stmt::FunctionDef(function) => {
            Statement::Function { name: function.name.to_string(), body: body(&function.body) }
        }
        Stmt::With(with) => Statement::With(body(&with.body)),
        Stmt::Expr(expression) => Statement::Expression(value(&expression.value, lines)),
        Stmt::Return(returned) => {
            Statement::Return(returned.value.as_ref().map_or(Value::None, |given| value(given, lines)))
        }
        Stmt::Raise(_) => Statement::Raise,
        Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::Try(_) | Stmt::Match(_) => {
            Statement::Maybe(branches(from, lines))
        }
        _ => Statement::Other,
    }
}

/// Everything below a statement that decides what runs.
fn branches(from: &Stmt, lines: &Lines) -> Vec<Statement> {
    let asked = |asked: &Expr| Statement::Expression(value(asked, lines));
    let mut below = Vec::new();
    match from {
        Stmt::If(choice) => {
            below.push(asked(&choice.test));
            below.extend(statements(&choice.body, lines));
            choice.elif_else_clauses.iter().for_each(|clause| below.extend(statements(&clause.body, lines)));
        }
        Stmt::For(each) => {
            below.push(asked(&each.iter));
            let item = Value::Unknown(Vec::new());
            below.push(assign(std::slice::from_ref(&*each.target), item, lines.at(each.start())));
            below.extend(statements(&each.body, lines));
            below.extend(statements(&each.orelse, lines));
        }
        Stmt::While(again) => {
            below.push(asked(&again.test));
            below.extend(statements(&again.body, lines));
            below.extend(statements(&again.orelse, lines));
        }
        Stmt::Try(attempt) => {
            below.extend(statements(&attempt.body, lines));
            for ast::ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
                below.extend(statements(&handler.body, lines));
            }
            below.extend(statements(&attempt.orelse, lines));
            below.extend(statements(&attempt.finalbody, lines));
        }
        Stmt::Match(choice) => {
            below.push(asked(&choice.subject));
            choice.cases.iter().for_each(|case| below.extend(statements(&case.body, lines)));
        }
        _ => {}
    }
    below
}

fn assign(targets: &[Expr], value: Value, line: usize) -> Statement {
    let mut names = Vec::new();
    let mut plain = true;
    for target in targets {
        match target {
            Expr::Name(name) => names.push(name.id.to_string()),
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                plain = false;
                names.extend(elts.iter().filter_map(dotted));
            }
            _ => {}
        }
    }
    let value = if plain { value } else { Value::Unknown(vec![value]) };
    Statement::Assign { names, value, line }
}

fn value(from: &Expr, lines: &Lines) -> Value {
    let list = |items: &[Expr]| Value::List(items.iter().map(|item| value(item, lines)).collect());
    match from {
        Expr::StringLiteral(text) => Value::Text(text.value.to_str().to_owned()),
        Expr::NoneLiteral(_) => Value::None,
        Expr::BooleanLiteral(literal) => Value::Bool(literal.value),
        Expr::Tuple(tuple) => list(&tuple.elts),
        Expr::List(items) => list(&items.elts),
        Expr::Set(items) => list(&items.elts),
        Expr::Dict(dict) => Value::Dict(dict.items.iter().map(|item| entry(item, lines)).collect()),
        Expr::BinOp(sum) if sum.op == ast::Operator::Add => {
            Value::Sum(vec![value(&sum.left, lines), value(&sum.right, lines)])
        }
        Expr::FString(text) => formatted(text, lines),
        Expr::Call(call) => Value::Call(Box::new(converted(call, lines))),
        Expr::Await(awaited) => value(&awaited.value, lines),
        Expr::Named(named) => value(&named.value, lines),
        other => match dotted(other) {
            Some(name) => Value::Name(name),
            None => Value::Unknown(calls(parts(other), lines)),
        },
    }
}

fn entry(item: &ast::DictItem, lines: &Lines) -> (Value, Value) {
    let key = item.key.as_ref().map_or(Value::Unknown(Vec::new()), |key| value(key, lines));
    (key, value(&item.value, lines))
}

/// What an expression of no plain value is put together from.
fn parts(from: &Expr) -> Vec<&Expr> {
    match from {
        Expr::Attribute(attribute) => vec![&attribute.value],
        Expr::Starred(starred) => vec![&starred.value],
        Expr::If(choice) => vec![&choice.test, &choice.body, &choice.orelse],
        Expr::BoolOp(operation) => operation.values.iter().collect(),
        Expr::BinOp(operation) => vec![&operation.left, &operation.right],
        Expr::UnaryOp(operation) => vec![&operation.operand],
        Expr::Compare(compared) => std::iter::once(&*compared.left).chain(&*compared.comparators).collect(),
        Expr::Subscript(subscript) => vec![&subscript.value, &subscript.slice],
        Expr::Lambda(lambda) => vec![&lambda.body],
        Expr::ListComp(all) => vec![&all.elt],
        Expr::SetComp(all) => vec![&all.elt],
        Expr::Generator(all) => vec![&all.elt],
        _ => Vec::new(),
    }
}

/// Of values that can't be told, those that call something.
fn calls<'e>(all: impl IntoIterator<Item = &'e Expr>, lines: &Lines) -> Vec<Value> {
    let calls = |value: &Value| match value {
        Value::Call(_) | Value::List(_) | Value::Sum(_) => true,
        Value::Unknown(inner) => !inner.is_empty(),
        _ => false,
    };
    all.into_iter().map(|each| value(each, lines)).filter(calls).collect()
}

fn formatted(text: &ast::ExprFString, lines: &Lines) -> Value {
    let element = |element: &ast::InterpolatedStringElement| match element {
        ast::InterpolatedStringElement::Literal(literal) => Value::Text(literal.value.to_string()),
        ast::InterpolatedStringElement::Interpolation(code) => {
            let plain = code.format_spec.is_none() && code.conversion.is_none();
            if plain { value(&code.expression, lines) } else { Value::Unknown(Vec::new()) }
        }
    };
    let mut parts = Vec::new();
    for part in &text.value {
        match part {
            ast::FStringPart::Literal(literal) => parts.push(Value::Text(literal.value.to_string())),
            ast::FStringPart::FString(inner) => parts.extend(inner.elements.iter().map(element)),
        }
    }
    Value::Sum(parts)
}

fn converted(call: &ast::ExprCall, lines: &Lines) -> Call {
    let method = match &*call.func {
        Expr::Name(name) => name.id.to_string(),
        Expr::Attribute(attribute) => attribute.attr.to_string(),
        _ => String::new(),
    };
    let keyword = |keyword: &ast::Keyword| {
        // `**options` may be any of them.
        let name = keyword.arg.as_ref().map_or_else(|| "**".to_owned(), ToString::to_string);
        (name, value(&keyword.value, lines))
    };
    Call {
        callee: value(&call.func, lines),
        method,
        arguments: call.arguments.args.iter().map(|argument| value(argument, lines)).collect(),
        keywords: call.arguments.keywords.iter().map(keyword).collect(),
        line: lines.at(call.start()),
    }
}

/// `a.b.c`, if it is nothing else than names.
fn dotted(from: &Expr) -> Option<String> {
    match from {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => Some(format!("{}.{}", dotted(&attribute.value)?, attribute.attr)),
        _ => None,
    }
}
