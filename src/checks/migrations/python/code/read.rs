//! From the parser's tree to the plain one.

use std::rc::Rc;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::{Call, Code, Function, Step, Term, Text};
use crate::checks::migrations::python::convert::{Lines, dotted};

/// Reads the statements of a module.
pub fn module(statements: &[Stmt], text: &str) -> Code {
    let mut reader = Reader { text, lines: Lines::of(text), code: Code::default() };
    reader.code.body = reader.steps(statements);
    reader.code
}

struct Reader<'t> {
    text: &'t str,
    lines: Lines,
    code: Code,
}

impl Reader<'_> {
    fn steps(&mut self, statements: &[Stmt]) -> Vec<Step> {
        let mut steps = Vec::new();
        for statement in statements {
            self.take(statement, &mut steps);
        }
        steps
    }

    fn take(&mut self, statement: &Stmt, steps: &mut Vec<Step>) {
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => {
                let body = self.steps(&class.body);
                self.code.classes.insert(class.name.to_string(), body);
            }
            Stmt::Import(import) => import.names.iter().for_each(|alias| self.import("", alias)),
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map(|module| format!("{module}.")).unwrap_or_default();
                import.names.iter().for_each(|alias| self.import(&module, alias));
            }
            Stmt::Assign(assigned) => {
                self.calls(&assigned.value, steps);
                self.assign(&assigned.targets, &assigned.value, steps);
            }
            Stmt::AnnAssign(assigned) => {
                if let Some(value) = &assigned.value {
                    self.calls(value, steps);
                    self.assign(std::slice::from_ref(&assigned.target), value, steps);
                }
            }
            Stmt::AugAssign(assigned) => {
                self.calls(&assigned.value, steps);
                let sum = Term::Sum(Rc::new(vec![self.term(&assigned.target), self.term(&assigned.value)]));
                let value = if assigned.op == ast::Operator::Add { sum } else { Term::Unknown };
                steps.extend(name(&assigned.target).map(|name| Step::Assign { name, value }));
            }
            Stmt::With(with) => self.with(with, steps),
            Stmt::For(each) => {
                self.calls(&each.iter, steps);
                let body = self.steps(&each.body);
                steps.push(Step::Loop { item: name(&each.target), over: self.term(&each.iter), body });
                let rest = self.steps(&each.orelse);
                steps.push(Step::Maybe(rest));
            }
            Stmt::If(_) | Stmt::While(_) | Stmt::Try(_) | Stmt::Match(_) => self.branches(statement, steps),
            _ => self.calls_of(statement, steps),
        }
    }

    fn function(&mut self, function: &ast::StmtFunctionDef) {
        let parameters = function.parameters.iter_non_variadic_params();
        let parameters = parameters.map(|parameter| parameter.name().to_string()).collect();
        let body = self.steps(&function.body);
        self.code.functions.insert(function.name.to_string(), Function { parameters, body });
    }

    fn import(&mut self, module: &str, alias: &ast::Alias) {
        let whole = format!("{module}{}", alias.name);
        let (name, meant) = match &alias.asname {
            Some(name) => (name.to_string(), whole),
            // `import a.b` brings `a`.
            None if module.is_empty() => return,
            None => (alias.name.to_string(), whole),
        };
        self.code.imports.insert(name, meant);
    }

    fn assign(&self, targets: &[Expr], value: &Expr, steps: &mut Vec<Step>) {
        for target in targets {
            match target {
                Expr::Name(name) => steps.push(Step::Assign { name: name.id.to_string(), value: self.term(value) }),
                Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                    steps.extend(elts.iter().filter_map(name).map(|name| Step::Assign { name, value: Term::Unknown }));
                }
                _ => {}
            }
        }
    }

    fn with(&mut self, with: &ast::StmtWith, steps: &mut Vec<Step>) {
        let mut managers = Vec::new();
        for item in &with.items {
            self.calls(&item.context_expr, steps);
            managers.push((self.term(&item.context_expr), item.optional_vars.as_deref().and_then(name)));
        }
        let body = self.steps(&with.body);
        steps.push(Step::With { managers, body });
    }

    /// Everything below a statement that decides what runs.
    fn branches(&mut self, statement: &Stmt, steps: &mut Vec<Step>) {
        let bodies: Vec<&[Stmt]> = match statement {
            Stmt::If(choice) => {
                self.calls(&choice.test, steps);
                let others = choice.elif_else_clauses.iter();
                std::iter::once(&*choice.body).chain(others.map(|clause| &*clause.body)).collect()
            }
            Stmt::While(again) => {
                self.calls(&again.test, steps);
                vec![&again.body, &again.orelse]
            }
            Stmt::Try(attempt) => {
                let handlers = attempt.handlers.iter().map(|ast::ExceptHandler::ExceptHandler(each)| &*each.body);
                let body = std::iter::once(&*attempt.body);
                body.chain(handlers).chain([&*attempt.orelse, &*attempt.finalbody]).collect()
            }
            Stmt::Match(choice) => choice.cases.iter().map(|case| &*case.body).collect(),
            _ => Vec::new(),
        };
        for body in bodies {
            let body = self.steps(body);
            steps.push(Step::Maybe(body));
        }
    }

    fn calls(&self, expression: &Expr, steps: &mut Vec<Step>) {
        Calls { reader: self, steps }.visit_expr(expression);
    }

    fn calls_of(&self, statement: &Stmt, steps: &mut Vec<Step>) {
        visitor::walk_stmt(&mut Calls { reader: self, steps }, statement);
    }

    fn term(&self, from: &Expr) -> Term {
        let terms = |items: &[Expr]| items.iter().map(|item| self.term(item)).collect::<Vec<_>>();
        match from {
            Expr::StringLiteral(text) => {
                let mut whole = Text::default();
                text.value.iter().for_each(|part| whole.append(&self.literal(part)));
                Term::Text(Rc::new(whole))
            }
            Expr::NumberLiteral(number) => match &number.value {
                ast::Number::Int(int) => int.as_u64().map_or(Term::Unknown, Term::Number),
                _ => Term::Unknown,
            },
            Expr::BooleanLiteral(given) => Term::Bool(given.value),
            Expr::NoneLiteral(_) => Term::None,
            Expr::Tuple(tuple) => Term::List(Rc::new(terms(&tuple.elts))),
            Expr::List(list) => Term::List(Rc::new(terms(&list.elts))),
            Expr::Set(set) => Term::List(Rc::new(terms(&set.elts))),
            Expr::Dict(dict) => Term::Dict(Rc::new(dict.items.iter().filter_map(|item| self.entry(item)).collect())),
            Expr::BinOp(sum) if sum.op == ast::Operator::Add => {
                Term::Sum(Rc::new(vec![self.term(&sum.left), self.term(&sum.right)]))
            }
            Expr::FString(text) => self.formatted(text),
            Expr::Call(call) => Term::Call(Rc::new(self.call(call))),
            other => dotted(other).map_or(Term::Unknown, Term::Name),
        }
    }

    fn entry(&self, item: &ast::DictItem) -> Option<(String, Term)> {
        let key = item.key.as_ref()?.as_string_literal_expr()?;
        Some((key.value.to_str().to_owned(), self.term(&item.value)))
    }

    fn call(&self, from: &ast::ExprCall) -> Call {
        let (on, name) = self.callee(&from.func);
        let keyword = |keyword: &ast::Keyword| Some((keyword.arg.as_ref()?.to_string(), self.term(&keyword.value)));
        Call {
            on,
            name,
            arguments: from.arguments.args.iter().map(|argument| self.term(argument)).collect(),
            keywords: from.arguments.keywords.iter().filter_map(keyword).collect(),
            line: self.lines.at(from.start()),
        }
    }

    /// What is called: the call whose result it is sought in, and its name there.
    fn callee(&self, from: &Expr) -> (Option<Rc<Call>>, String) {
        let mut names = Vec::new();
        let mut at = from;
        let on = loop {
            match at {
                Expr::Attribute(attribute) => {
                    names.push(attribute.attr.as_str());
                    at = &attribute.value;
                }
                Expr::Name(name) => {
                    names.push(name.id.as_str());
                    break None;
                }
                Expr::Subscript(subscript) => {
                    names.push("[]");
                    at = &subscript.value;
                }
                Expr::Call(call) => break Some(Rc::new(self.call(call))),
                _ => {
                    names.push("?");
                    break None;
                }
            }
        };
        names.reverse();
        (on, names.join("."))
    }

    fn formatted(&self, from: &ast::ExprFString) -> Term {
        let mut parts = Vec::new();
        for part in &from.value {
            match part {
                ast::FStringPart::Literal(literal) => parts.push(Term::Text(Rc::new(self.literal(literal)))),
                ast::FStringPart::FString(inner) => {
                    let raw = inner.flags.prefix().is_raw();
                    parts.extend(inner.elements.iter().map(|element| self.element(element, raw)));
                }
            }
        }
        Term::Sum(Rc::new(parts))
    }

    fn element(&self, element: &ast::InterpolatedStringElement, raw: bool) -> Term {
        match element {
            ast::InterpolatedStringElement::Literal(literal) => {
                Term::Text(Rc::new(self.placed(&literal.value, literal.range, raw)))
            }
            ast::InterpolatedStringElement::Interpolation(code) => {
                let plain = code.format_spec.is_none() && code.conversion.is_none();
                if plain { self.term(&code.expression) } else { Term::Unknown }
            }
        }
    }

    fn literal(&self, literal: &ast::StringLiteral) -> Text {
        self.placed(&literal.value, literal.content_range(), literal.flags.prefix().is_raw())
    }

    /// A text that the module writes at a place, where an escape may stand for a line's end.
    fn placed(&self, value: &str, place: TextRange, raw: bool) -> Text {
        let mut line = self.lines.at(place.start());
        let first = line;
        let mut lines = vec![line];
        let mut escaped = false;
        let mut blank = true;
        for letter in self.text[place].chars() {
            line += usize::from(letter == '\n');
            match (letter, escaped) {
                ('\n', false) | ('n', true) => lines.push(line),
                // Nothing stands on the line so far: it begins after this one.
                ('\n', true) if blank => lines.splice(lines.len() - 1.., [line]).for_each(drop),
                _ => {}
            }
            blank = letter == '\n' || letter == '\\' && blank;
            escaped = letter == '\\' && !escaped && !raw;
        }
        let count = 1 + value.matches('\n').count();
        if lines.len() != count {
            lines = vec![first; count];
        }
        Text { text: value.to_owned(), lines }
    }
}

/// Gathers the outermost calls; what a lambda calls does not run where it stands.
struct Calls<'r, 't, 's> {
    reader: &'r Reader<'t>,
    steps: &'s mut Vec<Step>,
}

impl<'a> Visitor<'a> for Calls<'_, '_, '_> {
    fn visit_expr(&mut self, from: &'a Expr) {
        match from {
            Expr::Call(call) => self.steps.push(Step::Call(self.reader.call(call))),
            Expr::Lambda(_) => {}
            _ => visitor::walk_expr(self, from),
        }
    }
}

fn name(target: &Expr) -> Option<String> {
    target.as_name_expr().map(|name| name.id.to_string())
}
