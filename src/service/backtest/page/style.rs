//! What the page of a backtest adds to the look of reports.

/// Rules beside those of every report.
pub(super) const OWN: &str = "
table{font-size:.93em}th.n{white-space:normal}td small{font-size:.85em}.wide{overflow-x:auto}
figure{margin:1rem 0}figcaption,.legend{color:var(--dim);font-size:.88em}.legend i{display:inline-block;width:1.4em;height:.25em;
vertical-align:middle;margin:0 .35em 0 .9em}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(24rem,1fr));gap:1.2rem;align-items:start}
.chart.lines{max-width:none}.chart .grid{stroke:var(--line)}.chart .curve{stroke-width:1.8;fill:none}
.chart .unsure{stroke-dasharray:4 3;stroke-width:1.2}.chart .zero{stroke:var(--dim)}.chart .dot{fill:var(--bar)}
.chart .band{fill:#b5523b;fill-opacity:.13}.apart{font-weight:600}
h2 em,.figures em{color:#b5523b;font-style:normal;font-weight:600;font-size:.6em;margin-left:.8em}
.figures{grid-template-columns:repeat(auto-fit,minmax(12rem,1fr))}.figures b{font-size:1.2rem}
.digest,.manifest{word-break:break-all}.manifest{white-space:pre-wrap;font-size:.85em;background:var(--soft);padding:.8rem}
@media print{h2{break-after:avoid}figure,table{break-inside:avoid}}
";
