//! From the parser's tree to the plain one.

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::{Body, Call, Docstring, Statement, Value};

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

pub fn docstring(body: &[Stmt], lines: &Lines) -> Option<Docstring> {
    let text = body.first()?.as_expr_stmt()?.value.as_string_literal_expr()?;
    Some(Docstring { text: text.value.to_str().to_owned(), line: lines.at(text.start()) })
}

pub fn statements(body: &[Stmt], lines: &Lines) -> Vec<Statement> {
    body.iter().map(|each| statement(each, lines)).collect()
}

fn statement(from: &Stmt, lines: &Lines) -> Statement {
    let line = lines.at(from.start());
    match from {
        Stmt::Assign(assigned) => assign(&assigned.targets, value(&assigned.value), line),
        Stmt::AnnAssign(assigned) => match &assigned.value {
            Some(given) => assign(std::slice::from_ref(&*assigned.target), value(given), line),
            None => Statement::Other,
        },
        Stmt::AugAssign(assigned) => assign(std::slice::from_ref(&*assigned.target), Value::Unknown, line),
        Stmt::FunctionDef(function) => {
            Statement::Function { name: function.name.to_string(), body: body(&function.body) }
        }
        Stmt::ClassDef(class) => Statement::Class {
            name: class.name.to_string(),
            bases: class.bases().iter().filter_map(dotted).collect(),
            body: statements(&class.body, lines),
        },
        Stmt::With(with) => Statement::With(statements(&with.body, lines)),
        Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::Try(_) | Stmt::Match(_) => {
            Statement::Maybe(branches(from, lines))
        }
        _ => Statement::Other,
    }
}

fn body(statements: &[Stmt]) -> Body {
    let idle = |statement: &Stmt| match statement {
        Stmt::Pass(_) | Stmt::Import(_) | Stmt::ImportFrom(_) => true,
        Stmt::Return(returned) => returned.value.as_ref().is_none_or(|value| value.is_none_literal_expr()),
        Stmt::Expr(expression) => expression.value.is_literal_expr(),
        _ => false,
    };
    if statements.iter().any(Stmt::is_raise_stmt) {
        Body::Raises
    } else if statements.iter().all(idle) {
        Body::Idle
    } else {
        Body::Acts
    }
}

/// Everything below a statement that decides what runs.
fn branches(from: &Stmt, lines: &Lines) -> Vec<Statement> {
    let mut below = Vec::new();
    match from {
        Stmt::If(choice) => {
            below.extend(statements(&choice.body, lines));
            choice.elif_else_clauses.iter().for_each(|clause| below.extend(statements(&clause.body, lines)));
        }
        Stmt::For(each) => {
            below.push(assign(std::slice::from_ref(&*each.target), Value::Unknown, lines.at(each.start())));
            below.extend(statements(&each.body, lines));
            below.extend(statements(&each.orelse, lines));
        }
        Stmt::While(again) => {
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
    Statement::Assign { names, value: if plain { value } else { Value::Unknown }, line }
}

fn value(from: &Expr) -> Value {
    let list = |items: &[Expr]| Value::List(items.iter().map(value).collect());
    match from {
        Expr::StringLiteral(text) => Value::Text(text.value.to_str().to_owned()),
        Expr::NoneLiteral(_) => Value::None,
        Expr::Tuple(tuple) => list(&tuple.elts),
        Expr::List(items) => list(&items.elts),
        Expr::Set(set) => list(&set.elts),
        Expr::BinOp(sum) if sum.op == ast::Operator::Add => Value::Sum(vec![value(&sum.left), value(&sum.right)]),
        Expr::FString(text) => formatted(text),
        Expr::Call(called) => call(called).map_or(Value::Unknown, Value::Call),
        other => dotted(other).map_or(Value::Unknown, Value::Name),
    }
}

fn call(from: &ast::ExprCall) -> Option<Call> {
    let keyword = |keyword: &ast::Keyword| keyword.arg.as_ref().map(ToString::to_string);
    Some(Call {
        name: dotted(&from.func)?,
        positional: from.arguments.args.len(),
        keywords: from.arguments.keywords.iter().filter_map(keyword).collect(),
    })
}

fn formatted(text: &ast::ExprFString) -> Value {
    let element = |element: &ast::InterpolatedStringElement| match element {
        ast::InterpolatedStringElement::Literal(literal) => Value::Text(literal.value.to_string()),
        ast::InterpolatedStringElement::Interpolation(code) => {
            let plain = code.format_spec.is_none() && code.conversion.is_none();
            if plain { value(&code.expression) } else { Value::Unknown }
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

/// `a.b.c`, if it is nothing else than names.
pub fn dotted(from: &Expr) -> Option<String> {
    match from {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => Some(format!("{}.{}", dotted(&attribute.value)?, attribute.attr)),
        _ => None,
    }
}
