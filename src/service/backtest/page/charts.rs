//! Charts as SVG: lines over an axis with bands behind them, and points on a plane. Every chart has a title that is read aloud.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "places on a drawing"
)]

use maud::{Markup, html};
use std::fmt::Write as _;

const LEFT: f64 = 66.0;
const TOP: f64 = 12.0;
const WIDE: f64 = 570.0;
const HIGH: f64 = 190.0;

/// A line: its name, and its points from left to right; a place that is not a number is a gap.
pub(super) struct Series {
    pub(super) name: String,
    pub(super) points: Vec<[f64; 2]>,
    /// Behind this place it is drawn as unsure.
    pub(super) sure_to: f64,
}

/// A stretch of the axis, and what it is.
pub(super) struct Band {
    pub(super) ends: [f64; 2],
    pub(super) what: String,
}

/// A plane.
pub(super) struct Plane {
    /// Ends of the axis across.
    pub(super) x: [f64; 2],
    /// Ends of the axis upwards.
    pub(super) y: [f64; 2],
    /// Marks on the axis across, and their texts.
    pub(super) ticks: Vec<(f64, String)>,
    /// What stands under the axis across.
    pub(super) across: &'static str,
    /// How a value upwards is written.
    pub(super) written: fn(f64) -> String,
}

impl Plane {
    fn at(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let along = |value: f64, [from, to]: [f64; 2]| (value - from) / (to - from).max(1e-9);
        [
            LEFT + WIDE * along(x, self.x).clamp(0.0, 1.0),
            TOP + HIGH * (1.0 - along(y, self.y)),
        ]
    }

    fn path(&self, points: &[[f64; 2]]) -> String {
        let mut path = String::new();
        let mut pen = 'M';
        for point in points {
            if point[1].is_finite() {
                let [x, y] = self.at(*point);
                let _ = write!(path, "{pen}{x:.1} {y:.1}");
                pen = 'L';
            } else {
                pen = 'M';
            }
        }
        path
    }

    fn drawn(&self, title: &str, inside: &Markup) -> Markup {
        let bottom = TOP + HIGH;
        html! {
            svg role="img" aria-label=(title) viewBox="0 0 660 248" class="chart lines" {
                title { (title) }
                @for part in [0.0, 0.25, 0.5, 0.75, 1.0] {
                    @let value = self.y[0] + (self.y[1] - self.y[0]) * part;
                    @let y = format!("{:.1}", self.at([self.x[0], value])[1]);
                    line x1=(LEFT) x2=(LEFT + WIDE) y1=(y) y2=(y) class="grid" {}
                    text x=(LEFT - 6.0) y=(y) dy="4" text-anchor="end" class="note" { ((self.written)(value)) }
                }
                @for (place, text) in &self.ticks {
                    text x=(format!("{:.1}", self.at([*place, 0.0])[0])) y=(bottom + 16.0) text-anchor="middle" class="note" { (text) }
                }
                (inside)
                text x=(LEFT + WIDE / 2.0) y=(bottom + 33.0) text-anchor="middle" { (self.across) }
            }
        }
    }

    /// Lines over bands, with their legend.
    pub(super) fn lines(&self, title: &str, series: &[Series], bands: &[Band]) -> Markup {
        let inside = html! {
            @for band in bands {
                @let [from, to] = band.ends.map(|end| self.at([end, 0.0])[0]);
                rect x=(format!("{from:.1}")) y=(TOP) width=(format!("{:.1}", (to - from).max(1.0))) height=(HIGH) class="band" {
                    title { (band.what) }
                }
            }
            @if self.y[0] < 0.0 {
                @let y = format!("{:.1}", self.at([self.x[0], 0.0])[1]);
                line x1=(LEFT) x2=(LEFT + WIDE) y1=(y) y2=(y) class="zero" {}
            }
            @for (place, line) in series.iter().enumerate() {
                @let sure = line.points.partition_point(|point| point[0] <= line.sure_to);
                path d=(self.path(&line.points[..sure])) class="curve" stroke=(colour(place, series.len())) {}
                @if sure < line.points.len() {
                    path d=(self.path(&line.points[sure.saturating_sub(1)..])) class="curve unsure" stroke=(colour(place, series.len())) {}
                }
            }
        };
        html! {
            (self.drawn(title, &inside))
            p class="legend" {
                @for (place, line) in series.iter().enumerate() {
                    i style=(format!("background:{}", colour(place, series.len()))) {} (line.name)
                }
            }
        }
    }

    /// Points with their names.
    pub(super) fn points(&self, title: &str, points: &[([f64; 2], &str)]) -> Markup {
        let inside = html! {
            @for (point, name) in points {
                @let [x, y] = self.at(*point);
                @let end = if x > LEFT + WIDE * 0.7 { "end" } else { "start" };
                circle cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="4" class="dot" { title { (name) } }
                text x=(format!("{:.1}", if end == "end" { x - 7.0 } else { x + 7.0 })) y=(format!("{:.1}", y + 4.0))
                    text-anchor=(end) class="note" { (name) }
            }
        };
        self.drawn(title, &inside)
    }
}

/// A few lines have colours that stand apart; many go from light to dark in their order.
fn colour(place: usize, of: usize) -> String {
    const APART: [&str; 6] = [
        "#2f6f8f", "#b5523b", "#6a8f3a", "#7a5aa8", "#c98a1b", "#5b6675",
    ];
    APART.get(place).filter(|_| of <= APART.len()).map_or_else(
        || {
            let part = place as f64 / of.saturating_sub(1).max(1) as f64;
            format!(
                "hsl({:.0},55%,{:.0}%)",
                190.0 + 60.0 * part,
                72.0 - 47.0 * part
            )
        },
        |colour| (*colour).to_owned(),
    )
}

/// A round number that is not below: 1, 2, 2.5 or 5 times a power of ten; one where nothing is above nought.
pub(super) fn nice(reach: f64) -> f64 {
    if !(reach.is_finite() && reach > 0.0) {
        return 1.0;
    }
    let power = 10_f64.powf(reach.log10().floor());
    let ends = [1.0, 2.0, 2.5, 5.0, 10.0].map(|end| end * power);
    let end = ends.into_iter().find(|end| reach <= *end * (1.0 + 1e-9));
    end.unwrap_or(10.0 * power)
}

/// Round ends for values that may be below nought.
pub(super) fn ends(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let (mut least, mut most) = (0.0_f64, 0.0_f64);
    for value in values.filter(|value| value.is_finite()) {
        least = least.min(value);
        most = most.max(value);
    }
    let low = if least < 0.0 { -nice(-least) } else { 0.0 };
    let high = if most > 0.0 || low == 0.0 {
        nice(most)
    } else {
        0.0
    };
    [low, high]
}

/// A share on an axis.
pub(super) fn percent(share: f64) -> String {
    let shown = format!("{:.2}", share * 100.0);
    format!("{}%", shown.trim_end_matches('0').trim_end_matches('.'))
}

/// A number on an axis.
pub(super) fn plain(value: f64) -> String {
    let shown = format!("{value:.2}");
    shown.trim_end_matches('0').trim_end_matches('.').to_owned()
}
