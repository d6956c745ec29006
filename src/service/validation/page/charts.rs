//! Charts as SVG: curves, calibration, distributions, months and moves. Every chart has a title that is read aloud.

#![allow(
    clippy::cast_precision_loss,
    reason = "places on a drawing, and counts of rows"
)]

use crate::validation::document::Drift;
use maud::{Markup, html};
use std::fmt::Write as _;

/// Left and bottom margins, and the sides of the plane.
const LEFT: f64 = 62.0;
const TOP: f64 = 12.0;
const WIDE: f64 = 300.0;
const HIGH: f64 = 230.0;

/// A plane with ticks on both axes, `x` and `y` from zero to these.
struct Plane {
    most: [f64; 2],
}

impl Plane {
    fn x(&self, value: f64) -> String {
        format!("{:.1}", LEFT + WIDE * value / self.most[0])
    }

    fn y(&self, value: f64) -> String {
        format!("{:.1}", TOP + HIGH * (1.0 - value / self.most[1]))
    }

    fn path(&self, points: &[[f64; 2]]) -> String {
        let mut path = String::new();
        for (at, [x, y]) in points.iter().enumerate() {
            path.push(if at == 0 { 'M' } else { 'L' });
            let _ = write!(path, "{} {}", self.x(*x), self.y(*y));
        }
        path
    }

    fn drawn(&self, title: &str, axes: [&str; 2], inside: &Markup) -> Markup {
        let ticks = [0.0, 0.25, 0.5, 0.75, 1.0];
        html! {
            svg role="img" aria-label=(title) viewBox="0 0 386 292" class="chart plane" {
                title { (title) }
                @for tick in ticks {
                    @let (x, y) = (self.x(tick * self.most[0]), self.y(tick * self.most[1]));
                    line x1=(LEFT) x2=(LEFT + WIDE) y1=(y) y2=(y) class="grid" {}
                    text x=(LEFT - 6.0) y=(y) dy="4" text-anchor="end" class="note" { (percent(tick * self.most[1])) }
                    text x=(x) y=(TOP + HIGH + 16.0) text-anchor="middle" class="note" { (percent(tick * self.most[0])) }
                }
                (inside)
                text x=(LEFT + WIDE / 2.0) y=(TOP + HIGH + 36.0) text-anchor="middle" { (axes[0]) }
                text x="12" y=(TOP + HIGH / 2.0) text-anchor="middle"
                    transform=(format!("rotate(-90 12 {})", TOP + HIGH / 2.0)) { (axes[1]) }
            }
        }
    }
}

fn percent(share: f64) -> String {
    let shown = format!("{:.1}", share * 100.0);
    format!("{}%", shown.strip_suffix(".0").unwrap_or(&shown))
}

/// A curve over the diagonal, and one that a perfect model would have.
pub(super) fn curve(
    title: &str,
    axes: [&str; 2],
    points: &[[f64; 2]],
    perfect: &[[f64; 2]],
) -> Markup {
    let plane = Plane { most: [1.0, 1.0] };
    let inside = html! {
        path d=(plane.path(&[[0.0, 0.0], [1.0, 1.0]])) class="chance" {}
        path d=(plane.path(perfect)) class="perfect" {}
        path d=(plane.path(points)) class="curve" {}
    };
    plane.drawn(title, axes, &inside)
}

/// Rates with their intervals over the probabilities in use.
pub(super) fn calibration(title: &str, axes: [&str; 2], points: &[(f64, f64, [f64; 2])]) -> Markup {
    let reach = points
        .iter()
        .map(|(pd, _, interval)| pd.max(interval[1]))
        .fold(0.0, f64::max);
    let most = nice(reach);
    let plane = Plane { most: [most, most] };
    let inside = html! {
        path d=(plane.path(&[[0.0, 0.0], [most, most]])) class="chance" {}
        @for (pd, rate, [low, high]) in points {
            @let x = plane.x(*pd);
            line x1=(x) x2=(x) y1=(plane.y(*low)) y2=(plane.y(*high)) class="range" {}
            circle cx=(x) cy=(plane.y(*rate)) r="4" class="dot" {}
        }
    };
    plane.drawn(title, axes, &inside)
}

/// The next number that ends an axis well.
fn nice(reach: f64) -> f64 {
    let ends = [0.01, 0.02, 0.04, 0.08, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0];
    ends.into_iter().find(|end| reach <= *end).unwrap_or(1.0)
}

/// The distributions of two classes over points: bars of others above the line, of events below.
pub(super) fn distributions(title: &str, bars: &[(String, f64, f64)]) -> Markup {
    let most = bars
        .iter()
        .map(|(_, a, b)| a.max(*b))
        .fold(0.0, f64::max)
        .max(1e-9);
    let width = 600.0 / bars.len().max(1) as f64;
    html! {
        svg role="img" aria-label=(title) viewBox="0 0 660 250" class="chart wide" {
            title { (title) }
            @for (at, (label, others, events)) in bars.iter().enumerate() {
                @let x = 40.0 + width * at as f64;
                @let (up, down) = (105.0 * others / most, 105.0 * events / most);
                rect x=(format!("{:.1}", x + 1.0)) width=(format!("{:.1}", width - 2.0))
                    y=(format!("{:.1}", 115.0 - up)) height=(format!("{up:.1}")) class="others" {}
                rect x=(format!("{:.1}", x + 1.0)) width=(format!("{:.1}", width - 2.0))
                    y="115" height=(format!("{down:.1}")) class="events" {}
                @if at % 4 == 0 {
                    text x=(format!("{x:.1}")) y="240" text-anchor="middle" class="note" { (label) }
                }
            }
            line x1="40" x2="640" y1="115" y2="115" class="axis" {}
            text x="640" y="18" text-anchor="end" { "未违约 others ↑" }
            text x="640" y="214" text-anchor="end" { "违约 events ↓" }
        }
    }
}

/// One month: its label, its index, and the ends of its band.
pub(super) struct MonthBar {
    pub(super) label: String,
    pub(super) value: f64,
    pub(super) bands: [f64; 2],
}

/// The index by month as bars, each with the mark of its band.
pub(super) fn months(title: &str, bars: &[MonthBar]) -> Markup {
    let most = bars
        .iter()
        .map(|bar| bar.value.max(bar.bands[1]))
        .fold(0.0, f64::max)
        .max(1e-9)
        * 1.1;
    let width = 600.0 / bars.len().max(1) as f64;
    let every = bars.len().div_ceil(8).max(1);
    let y = |value: f64| 190.0 - 175.0 * value / most;
    html! {
        svg role="img" aria-label=(title) viewBox="0 0 660 225" class="chart wide" {
            title { (title) }
            @for share in [0.0, 0.5, 1.0] {
                @let value = most / 1.1 * share;
                line x1="44" x2="644" y1=(format!("{:.1}", y(value))) y2=(format!("{:.1}", y(value))) class="grid" {}
                text x="38" y=(format!("{:.1}", y(value) + 4.0)) text-anchor="end" class="note" { (format!("{value:.3}")) }
            }
            @for (at, bar) in bars.iter().enumerate() {
                @let x = 44.0 + width * at as f64;
                @let body = (width * 0.6).min(46.0);
                @let left = x + (width - body) / 2.0;
                @let class = if bar.value > bar.bands[1] { "beyond" } else { "bar" };
                rect x=(format!("{left:.1}")) width=(format!("{body:.1}")) y=(format!("{:.1}", y(bar.value)))
                    height=(format!("{:.1}", (190.0 - y(bar.value)).max(0.5))) class=(class) {}
                @for (band, class) in bar.bands.iter().zip(["band95", "band99"]) {
                    line x1=(format!("{:.1}", x + width * 0.08)) x2=(format!("{:.1}", x + width * 0.92))
                        y1=(format!("{:.1}", y(*band))) y2=(format!("{:.1}", y(*band))) class=(class) {}
                }
                @if at % every == 0 {
                    text x=(format!("{:.1}", x + width / 2.0)) y="208" text-anchor="middle" class="note" { (bar.label) }
                }
            }
        }
    }
}

/// One period on a line of periods: what was seen with its interval, and what was expected.
pub(super) struct Mark {
    pub(super) label: String,
    pub(super) value: f64,
    pub(super) ends: [f64; 2],
    pub(super) expected: Option<f64>,
}

/// Periods side by side: dots with their intervals, and strokes across for what was expected. Shares begin at nought,
/// areas where the lowest interval does.
pub(super) fn series(title: &str, marks: &[Mark], of_shares: bool) -> Markup {
    let highest = |mark: &Mark| mark.ends[1].max(mark.expected.unwrap_or(0.0));
    let top = marks.iter().map(highest).fold(0.0, f64::max);
    let low = marks.iter().map(|mark| mark.ends[0]).fold(1.0, f64::min);
    let (least, most) = if of_shares {
        (0.0, nice(top))
    } else {
        ((low * 10.0).floor() / 10.0, 1.0)
    };
    let width = 600.0 / marks.len().max(1) as f64;
    let every = marks.len().div_ceil(8).max(1);
    let y = |value: f64| {
        format!(
            "{:.1}",
            190.0 - 175.0 * (value - least) / (most - least).max(1e-9)
        )
    };
    html! {
        svg role="img" aria-label=(title) viewBox="0 0 660 225" class="chart wide" {
            title { (title) }
            @for share in [0.0, 0.5, 1.0] {
                @let value = least + (most - least) * share;
                line x1="54" x2="654" y1=(y(value)) y2=(y(value)) class="grid" {}
                text x="48" y=(y(value)) dy="4" text-anchor="end" class="note" {
                    @if of_shares { (percent(value)) } @else { (format!("{value:.2}")) }
                }
            }
            @for (at, mark) in marks.iter().enumerate() {
                @let x = 54.0 + width * (at as f64 + 0.5);
                @let across = (width * 0.35).min(16.0);
                line x1=(format!("{x:.1}")) x2=(format!("{x:.1}")) y1=(y(mark.ends[0])) y2=(y(mark.ends[1])) class="range" {}
                circle cx=(format!("{x:.1}")) cy=(y(mark.value)) r="3" class="dot" {}
                @if let Some(expected) = mark.expected {
                    line x1=(format!("{:.1}", x - across)) x2=(format!("{:.1}", x + across)) y1=(y(expected)) y2=(y(expected)) class="band99" {}
                }
                @if at % every == 0 {
                    text x=(format!("{x:.1}")) y="208" text-anchor="middle" class="note" { (mark.label) }
                }
            }
        }
    }
}

/// Characteristics down, periods across: how near each index is to the 99% bound of where nothing moved.
pub(super) fn cells(title: &str, drift: &Drift) -> Markup {
    let width = 470.0 / drift.population.len().max(1) as f64;
    let every = drift.population.len().div_ceil(6).max(1);
    let high = 20.0 * drift.characteristics.len() as f64;
    html! {
        svg role="img" aria-label=(title) viewBox=(format!("0 0 660 {:.0}", high + 30.0)) class="chart wide" {
            title { (title) }
            @for (row, moved) in drift.characteristics.iter().enumerate() {
                @let y = 4.0 + 20.0 * row as f64;
                text x="176" y=(format!("{:.1}", y + 13.0)) text-anchor="end" class="note" { (moved.name.chars().take(24).collect::<String>()) }
                @for (at, csi) in moved.periods.iter().enumerate() {
                    @let near = (csi.value / csi.band_99.max(1e-12)).min(1.0);
                    rect x=(format!("{:.1}", 182.0 + width * at as f64)) y=(format!("{y:.1}"))
                        width=(format!("{:.1}", (width - 1.0).max(0.5))) height="18"
                        class=(if csi.value > csi.band_99 { "beyond" } else { "cell" }) fill-opacity=(format!("{:.2}", near * 0.9 + 0.05)) {
                        title { (moved.name) ", " (drift.population[at].name) ": " (format!("{:.4}", csi.value)) }
                    }
                }
            }
            @for (at, period) in drift.population.iter().enumerate().filter(|(at, _)| at % every == 0) {
                text x=(format!("{:.1}", 182.0 + width * (at as f64 + 0.5))) y=(format!("{:.1}", high + 20.0)) text-anchor="middle" class="note" { (period.name) }
            }
        }
    }
}

/// Moves between grades: the share of each row that went to each column, darker where more did.
pub(super) fn moves(title: &str, grades: &[String], counts: &[Vec<u64>]) -> Markup {
    let side = (520.0 / grades.len().max(1) as f64).min(64.0);
    let size = side * grades.len() as f64;
    html! {
        svg role="img" aria-label=(title) viewBox=(format!("0 0 {:.0} {:.0}", size + 90.0, size * 0.62 + 40.0))
            class="chart plane" {
            title { (title) }
            @for (at, grade) in grades.iter().enumerate() {
                @let x = 70.0 + side * (at as f64 + 0.5);
                text x=(format!("{x:.1}")) y="20" text-anchor="middle" { (grade) }
                text x="60" y=(format!("{:.1}", 36.0 + side * 0.62 * (at as f64 + 0.5))) text-anchor="end" { (grade) }
            }
            @for (from, row) in counts.iter().enumerate() {
                @let all = row.iter().sum::<u64>().max(1) as f64;
                @for (to, count) in row.iter().enumerate() {
                    @let share = *count as f64 / all;
                    @let (x, y) = (70.0 + side * to as f64, 30.0 + side * 0.62 * from as f64);
                    rect x=(format!("{:.1}", x + 1.0)) y=(format!("{:.1}", y + 1.0)) width=(format!("{:.1}", side - 2.0))
                        height=(format!("{:.1}", side * 0.62 - 2.0)) class="cell" fill-opacity=(format!("{:.3}", share.sqrt() * 0.9 + 0.04)) {}
                    @if *count > 0 {
                        text x=(format!("{:.1}", x + side / 2.0)) y=(format!("{:.1}", y + side * 0.31 + 4.0))
                            text-anchor="middle" class=(if share > 0.2 { "note light" } else { "note" }) { (percent(share)) }
                    }
                }
            }
        }
    }
}
