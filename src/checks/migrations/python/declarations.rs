//! What a module and its classes give names to, for those who know what the
//! names stand for. Layout, comments, quotes and the names of imported packages
//! are gone from what is shown here; two texts that are equal mean the same.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;

use super::checked;
use super::convert::{Lines, dotted};

/// A module, or the body of a class.
#[derive(Debug, Default)]
pub struct Scope {
    pub attributes: Vec<Attribute>,
    pub classes: Vec<Class>,
}

#[derive(Debug)]
pub struct Class {
    pub name: String,
    pub line: usize,
    /// As dotted names.
    pub bases: Vec<String>,
    /// `table=True` of `class A(B, table=True)`.
    pub keywords: Vec<(String, Expression)>,
    pub body: Scope,
}

/// A name that is given something: by an assignment, an annotation or a decorated function.
#[derive(Debug)]
pub struct Attribute {
    pub name: String,
    pub line: usize,
    /// The decorators of the function that gives it, as dotted names; none for an assignment.
    pub decorators: Vec<String>,
    pub annotation: Option<String>,
    /// What it is given: by a function what that returns in the end.
    pub value: Option<Expression>,
}

#[derive(Debug)]
pub struct Expression {
    pub line: usize,
    pub text: String,
    pub shape: Shape,
}

/// What is known of an expression beside its text.
#[derive(Debug)]
pub enum Shape {
    /// A text; what it says.
    Text(String),
    Call(Call),
    /// A tuple or list.
    List(Vec<Expression>),
    Other,
}

#[derive(Debug)]
pub struct Call {
    /// Dotted: `models.CharField`.
    pub name: String,
    pub positional: Vec<Expression>,
    pub keywords: Vec<(String, Expression)>,
}

impl Call {
    /// The last part of its name.
    pub fn short(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }
}

impl Expression {
    pub fn call(&self) -> Option<&Call> {
        if let Shape::Call(call) = &self.shape { Some(call) } else { None }
    }
}

/// Of what lies further in only the text is told: it would be told once more at each level.
const DEEPEST: usize = 3;

/// Reads a module; `None` if it is no Python.
pub fn read(source: &[u8]) -> Option<Scope> {
    let source = checked(source).ok()?;
    let parsed = ruff_python_parser::parse_module(&source).ok()?;
    let reader = Reader { source: &source, tokens: parsed.tokens(), lines: Lines::of(&source) };
    Some(reader.scope(parsed.suite()))
}

struct Reader<'s> {
    source: &'s str,
    tokens: &'s [Token],
    lines: Lines,
}

impl Reader<'_> {
    fn scope(&self, body: &[Stmt]) -> Scope {
        let mut scope = Scope::default();
        for statement in body {
            match statement {
                Stmt::ClassDef(class) => scope.classes.push(self.class(class)),
                Stmt::FunctionDef(function) => scope.attributes.extend(self.function(function)),
                Stmt::Assign(ast::StmtAssign { targets, value, .. }) => {
                    let names = targets.iter().filter_map(Expr::as_name_expr);
                    scope.attributes.extend(names.map(|name| self.attribute(name, None, Some(value))));
                }
                Stmt::AnnAssign(ast::StmtAnnAssign { target, annotation, value, .. }) => {
                    let name = target.as_name_expr();
                    scope.attributes.extend(name.map(|name| self.attribute(name, Some(annotation), value.as_deref())));
                }
                _ => {}
            }
        }
        scope
    }

    fn class(&self, class: &ast::StmtClassDef) -> Class {
        Class {
            name: class.name.to_string(),
            line: self.lines.at(class.name.start()),
            bases: class.bases().iter().filter_map(dotted).collect(),
            keywords: self.keywords(class.keywords(), 0),
            body: self.scope(&class.body),
        }
    }

    fn function(&self, function: &ast::StmtFunctionDef) -> Option<Attribute> {
        let returned = function.body.last().and_then(Stmt::as_return_stmt).and_then(|last| last.value.as_deref());
        let decorators: Vec<String> = function.decorator_list.iter().filter_map(|d| dotted(&d.expression)).collect();
        (!decorators.is_empty()).then(|| Attribute {
            name: function.name.to_string(),
            line: self.lines.at(function.name.start()),
            decorators,
            annotation: function.returns.as_deref().map(|returns| self.text(returns)),
            value: returned.map(|value| self.expression(value, 0)),
        })
    }

    fn attribute(&self, name: &ast::ExprName, annotation: Option<&Expr>, value: Option<&Expr>) -> Attribute {
        Attribute {
            name: name.id.to_string(),
            line: self.lines.at(name.start()),
            decorators: Vec::new(),
            annotation: annotation.map(|annotation| self.text(annotation)),
            value: value.map(|value| self.expression(value, 0)),
        }
    }

    fn expression(&self, from: &Expr, depth: usize) -> Expression {
        let list = |items: &[Expr]| Shape::List(items.iter().map(|item| self.expression(item, depth + 1)).collect());
        let shape = match from {
            _ if depth == DEEPEST => Shape::Other,
            Expr::StringLiteral(text) => Shape::Text(text.value.to_str().to_owned()),
            Expr::Tuple(tuple) => list(&tuple.elts),
            Expr::List(items) => list(&items.elts),
            Expr::Call(called) => dotted(&called.func).map_or(Shape::Other, |name| {
                let positional = called.arguments.args.iter().map(|given| self.expression(given, depth + 1)).collect();
                Shape::Call(Call { name, positional, keywords: self.keywords(&called.arguments.keywords, depth + 1) })
            }),
            _ => Shape::Other,
        };
        Expression { line: self.lines.at(from.start()), text: self.text(from), shape }
    }

    fn keywords(&self, keywords: &[ast::Keyword], depth: usize) -> Vec<(String, Expression)> {
        let named = keywords.iter().filter_map(|keyword| Some((keyword.arg.as_ref()?, &keyword.value)));
        named.map(|(name, value)| (name.to_string(), self.expression(value, depth))).collect()
    }

    fn text(&self, of: &Expr) -> String {
        let from = self.tokens.partition_point(|token| token.end() <= of.start());
        let until = self.tokens.partition_point(|token| token.start() < of.end());
        let tokens = self.tokens.get(from..until).unwrap_or_default();
        let mut tokens = tokens.iter().filter(|token| !token.kind().is_trivia()).peekable();
        let mut text = String::new();
        while let Some(token) = tokens.next() {
            let written = self.source.get(token.start().to_usize()..token.end().to_usize()).unwrap_or_default();
            let qualifies = tokens.peek().is_some_and(|next| next.kind() == TokenKind::Dot);
            match token.kind() {
                // `sa.String` and `String`: how it was imported says nothing.
                TokenKind::Name if qualifies && is_package(written) && !text.ends_with('.') => drop(tokens.next()),
                TokenKind::String => text.push_str(&quoted(written)),
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                    text.truncate(text.trim_end_matches(',').len());
                    text.push_str(written);
                }
                _ => {
                    if text.ends_with(is_word) && written.starts_with(is_word) {
                        text.push(' ');
                    }
                    text.push_str(written);
                }
            }
        }
        text
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_package(name: &str) -> bool {
    name.starts_with(|c: char| c.is_lowercase() || c == '_')
}

/// A plain text in double quotes, whichever it was written in.
fn quoted(written: &str) -> String {
    match written.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(content) if !content.contains(['\'', '"', '\\']) => format!("\"{content}\""),
        _ => written.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        let scope = read(source.as_bytes()).unwrap();
        scope.attributes.into_iter().filter_map(|attribute| Some(attribute.value?.text)).collect()
    }

    #[test]
    fn what_means_the_same_has_the_same_text() {
        for (one, other) in [
            ("a = f('x', 1)", "a = f(\n    \"x\",  # why\n    1,\n)"),
            ("a = sa.String(5)", "a = String(5)"),
            ("a = sa.orm.String(5)", "a = String(5)"),
            ("a = lambda x: not x", "a = (lambda  x : not x)"),
            ("a = {'b': [1, 2]}", "a = {\"b\": [\n1, 2,\n],}"),
        ] {
            assert_eq!(texts(one), texts(other));
        }
        for (one, other) in [("a = A.x", "a = B.x"), ("a = 1.5", "a = 15"), ("a = 'x y'", "a = 'xy'")] {
            assert_ne!(texts(one), texts(other));
        }
    }

    #[test]
    fn classes_show_what_their_attributes_are_given() {
        let source = "class A(db.Model, table=True):\n    '''Doc.'''\n    x: int = f(g(1), k=2)\n    class Meta:\n        \
                      y = [1]\n    @declared_attr\n    def z(cls):\n        return h()\n    def m(self):\n        return 1\n";
        let scope = read(source.as_bytes()).unwrap();
        let [class] = &scope.classes[..] else { panic!("{scope:?}") };
        assert_eq!(
            (class.line, &class.bases[..], class.keywords[0].1.text.as_str()),
            (1, &["db.Model".into()][..], "True")
        );
        let [x, z] = &class.body.attributes[..] else { panic!("{class:?}") };
        assert_eq!((x.line, x.annotation.as_deref()), (3, Some("int")));
        assert_eq!(z.value.as_ref().unwrap().call().unwrap().name, "h");
        let call = x.value.as_ref().unwrap().call().unwrap();
        assert_eq!((call.positional[0].text.as_str(), call.keywords[0].0.as_str()), ("g(1)", "k"));
        assert_eq!(class.body.classes[0].name, "Meta");
    }

    #[test]
    fn hostile_modules_end() {
        let nested = "a = ".to_owned() + &"f(".repeat(150) + &"b, ".repeat(100_000) + &")".repeat(150);
        for source in
            [nested.as_str(), "a = f'{b}'", "a: 'x", "@", "class A(*b, **c): pass", &"a = 'é'\n".repeat(50_000)]
        {
            read(source.as_bytes());
        }
    }
}
