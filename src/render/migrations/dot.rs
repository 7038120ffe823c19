use super::{drawing, title};
use crate::lineage::Survey;

/// The graphs for Graphviz.
pub fn dot(survey: &Survey) -> String {
    let mut out = "digraph migrations {\n  rankdir=BT;\n  node [shape=box];\n".to_owned();
    let mut first = 0;
    for (number, lineage) in survey.lineages.iter().enumerate() {
        let (nodes, edges) = drawing::of(lineage, survey, first);
        first += nodes.len();
        out += &format!("  subgraph cluster_{number} {{\n    label=\"{}\";\n", quoted(&title(lineage)));
        for node in nodes {
            let lines: Vec<String> = node.lines.iter().map(|line| quoted(line)).collect();
            let style = if node.missing { ", style=dashed" } else { "" };
            out += &format!("    n{} [label=\"{}\"{style}];\n", node.number, lines.join("\\n"));
        }
        for edge in edges {
            let style = if edge.is_dependency { " [style=dashed]" } else { "" };
            out += &format!("    n{} -> n{}{style};\n", edge.from, edge.to);
        }
        out += "  }\n";
    }
    out + "}\n"
}

/// Within quotes a backslash begins an escape, `\N` for one.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
