use super::{drawing, title};
use crate::lineage::Survey;

/// The graphs as a Mermaid flowchart.
pub fn mermaid(survey: &Survey) -> String {
    let mut out = "flowchart BT\n".to_owned();
    let mut first = 0;
    for (number, lineage) in survey.lineages.iter().enumerate() {
        let (nodes, edges) = drawing::of(lineage, survey, first);
        first += nodes.len();
        out += &format!("  subgraph g{number}[\"{}\"]\n", quoted(&title(lineage)));
        for node in nodes {
            let lines: Vec<String> = node.lines.iter().map(|line| quoted(line)).collect();
            out += &format!("    n{}[\"{}\"]\n", node.number, lines.join("<br/>"));
            if node.missing {
                out += &format!("    style n{} stroke-dasharray: 4\n", node.number);
            }
        }
        for edge in edges {
            let arrow = if edge.is_dependency { "-.->" } else { "-->" };
            out += &format!("    n{} {arrow} n{}\n", edge.from, edge.to);
        }
        out += "  end\n";
    }
    out
}

/// Whatever could mean something to Mermaid, to Markdown or to HTML is written as the number of its character.
fn quoted(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if c.is_alphanumeric() || " .,:/()-_@'".contains(c) {
            out.push(c);
        } else {
            out += &format!("#{};", u32::from(c));
        }
        out
    })
}
