//! What the page of a validation adds to the look of reports.

/// Rules beside those of every report.
pub(super) const STYLE: &str = "
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1.2rem;margin:1rem 0;align-items:start}
table{font-size:.93em}div.wide{overflow-x:auto}th.n{white-space:normal}td small{font-size:.85em}
figure{margin:0}figcaption{color:var(--dim);font-size:.88em;margin-top:.2rem}
.chart.plane{max-width:30rem}.chart.wide{max-width:none}
.chart .grid{stroke:var(--line);stroke-width:1}.chart .chance{stroke:#9aa5b1;stroke-dasharray:4 4;fill:none}
.chart .perfect{stroke:#c9b27a;fill:none}.chart .curve{stroke:var(--bar);stroke-width:2.2;fill:none}
.chart .range{stroke:var(--bar);stroke-width:1.6}.chart .dot{fill:var(--bar)}
.chart .others{fill:var(--bar)}.chart .events,.chart .beyond{fill:#b5523b}
.chart .band95{stroke:#9aa5b1;stroke-width:2}.chart .band99{stroke:#c98a1b;stroke-width:2}
.chart .cell{fill:var(--bar)}.chart .light{fill:#fff}
h2 small{color:var(--dim);font-weight:400;font-size:.6em;float:right;margin-top:.6em}
td.low{color:#b5523b;font-weight:600}.sign{margin-top:3rem;display:grid;grid-template-columns:1fr 1fr;gap:2rem}
.sign div{border-top:1px solid var(--ink);padding-top:.4rem}.digest{word-break:break-all}
@media print{h2{break-after:avoid}figure,table{break-inside:avoid}}
";
