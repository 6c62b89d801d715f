//! The reliability curve as SVG: what was said against what was right.

use std::fmt::Write as _;

use super::tally::{BINS, Tally};

/// The plot's place in the picture: left, top, side.
const BOX: (f64, f64, f64) = (62.0, 32.0, 220.0);

/// A picture that takes the reader's colors; every dot has Wilson's interval and says its numbers; the bars below are how many
/// verdicts it stands for.
pub fn svg(title: &str, tally: &Tally) -> String {
    let (left, top, side) = BOX;
    let bottom = top + side;
    let (x, y) = (|p: f64| left + p * side, |p: f64| bottom - p * side);
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 366\" width=\"300\" height=\"366\" role=\"img\">\n<style>\
         svg{color-scheme:light dark;background:#fff;color:#222;font:11px system-ui,sans-serif}\
         text{fill:currentColor}.axis{stroke:currentColor;opacity:.35}.grid{stroke:currentColor;opacity:.12}\
         .even{stroke:currentColor;opacity:.5;stroke-dasharray:3 3}.curve{fill:none;stroke:#2563a8;stroke-width:1.5}\
         .dot{fill:#2563a8}.reach{stroke:#2563a8;opacity:.5}.bar{fill:currentColor;opacity:.2}.soft{opacity:.75}.n{opacity:.75;font-size:8px}\
         @media(prefers-color-scheme:dark){svg{background:#16181b;color:#ddd}.curve,.reach{stroke:#7db4ec}.dot{fill:#7db4ec}}\
         </style>\n",
    );
    let _ = writeln!(out, "<title>{title}</title>\n<text x=\"{left}\" y=\"18\">{title}</text>");
    for tenth in 0..=10 {
        let p = f64::from(tenth) / 10.0;
        if tenth % 5 == 0 {
            let percent = tenth * 10;
            let _ =
                writeln!(out, "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" class=\"soft\">{percent} %</text>", left - 6.0, y(p) + 4.0);
            let _ =
                writeln!(out, "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\" class=\"soft\">{percent} %</text>", x(p), bottom + 15.0);
            let _ = writeln!(out, "<path class=\"grid\" d=\"M{left} {0:.1}H{1}M{2:.1} {top}V{bottom}\"/>", y(p), left + side, x(p));
        }
    }
    let _ = writeln!(out, "<path class=\"axis\" fill=\"none\" d=\"M{left} {top}V{bottom}H{}\"/>", left + side);
    let _ = writeln!(out, "<path class=\"even\" d=\"M{left} {bottom}L{} {top}\"/>", left + side);
    let most = tally.bins.iter().map(|bin| bin.n).max().unwrap_or(1).max(1) as f64;
    let mut curve = String::new();
    let mut dots = String::new();
    for (nth, bin) in tally.bins.iter().enumerate().filter(|own| own.1.n > 0) {
        let (from, to) = (f64::from(BINS[nth]), BINS.get(nth + 1).map_or(1.0, |to| f64::from(*to)));
        let height = 22.0 * bin.n as f64 / most;
        let words = format!(
            "{:.0} to {:.0} %: {} cases, said {:.1} %, right {:.1} %",
            from * 100.0,
            to * 100.0,
            bin.n,
            bin.stated() * 100.0,
            bin.share() * 100.0
        );
        let _ = writeln!(
            out,
            "<rect class=\"bar\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\"><title>{words}</title></rect>",
            x(from) + 1.0,
            bottom + 44.0 - height,
            (to - from) * side - 2.0,
        );
        let _ = writeln!(
            out,
            "<text class=\"n\" text-anchor=\"end\" transform=\"translate({:.1} {}) rotate(-90)\">{}</text>",
            x(f64::midpoint(from, to)) + 3.0,
            bottom + 48.0,
            bin.n
        );
        // A dot for a handful of cases would say what isn't so.
        if bin.n < 30 {
            continue;
        }
        let (low, high) = bin.interval();
        let (px, py) = (x(bin.stated()), y(bin.share()));
        let _ = write!(curve, "{}{px:.1} {py:.1}", if curve.is_empty() { "M" } else { "L" });
        let _ = writeln!(dots, "<path class=\"reach\" d=\"M{px:.1} {:.1}V{:.1}\"/>", y(low), y(high));
        let _ = writeln!(dots, "<circle class=\"dot\" cx=\"{px:.1}\" cy=\"{py:.1}\" r=\"2.5\"><title>{words}</title></circle>");
    }
    let _ = writeln!(out, "<path class=\"curve\" d=\"{curve}\"/>\n{dots}");
    let _ = writeln!(out, "<text x=\"{left}\" y=\"{}\" class=\"soft\">how sure it said it was; how many verdicts</text>", bottom + 88.0);
    let _ = writeln!(
        out,
        "<text transform=\"translate(16 {top}) rotate(-90)\" text-anchor=\"end\" class=\"soft\">how often it was right</text>\n</svg>"
    );
    out
}
