//! Drawing sheets as a PDF file with embedded fonts, of which only the letters used are kept.

use super::DocumentError;
use super::fonts::{Reader, Weight};
use super::sheet::{Colour, HEIGHT, Mark, Sheet, Text, WIDTH};
use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;

/// How far a quarter of a circle's handles reach, in parts of its radius.
const ROUND: f32 = 0.552_285;
const RULE_WIDTH: f32 = 0.75;
/// How much wider an outline makes strong letters, in parts of their size.
const THICKENING: f32 = 0.028;

/// What the file says of itself.
pub struct About {
    /// Its title.
    pub title: String,
    /// Whose it is.
    pub author: String,
    /// The language it is read in.
    pub language: String,
    /// When it was made, if not when it was issued.
    pub made_at: Option<DateTime<Utc>>,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
}

/// The file. It says nothing of the moment or the machine it was drawn at.
pub fn write(sheets: &[Sheet], about: &About, reader: Reader) -> Result<Vec<u8>, DocumentError> {
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(about.title.clone())
            .authors(vec![about.author.clone()])
            .creator("Billing service".to_owned())
            .language(about.language.clone())
            .creation_date(date_of(about.made_at.unwrap_or(about.issued_at))),
    );
    for sheet in sheets {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT);
        let settings = settings.ok_or_else(|| DocumentError::Writing("page size".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in &sheet.0 {
            draw(&mut surface, mark, reader);
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| DocumentError::Writing(error.to_string()))
}

fn date_of(at: DateTime<Utc>) -> krilla::metadata::DateTime {
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    krilla::metadata::DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, reader: Reader) {
    match mark {
        Mark::Text(text) => draw_text(surface, text, reader),
        Mark::Rule { left, right, y } => {
            let rule = Rect::from_xywh(*left, y - RULE_WIDTH / 2.0, right - left, RULE_WIDTH);
            let path = rule.and_then(|rule| {
                let mut path = PathBuilder::new();
                path.push_rect(rule);
                path.finish()
            });
            draw_path(surface, path, Colour::Line);
        }
        Mark::Panel { x, y, width, height, radius, colour } => {
            draw_path(surface, rounded(*x, *y, *width, *height, *radius), *colour);
        }
    }
}

fn draw_text(surface: &mut Surface<'_>, text: &Text, reader: Reader) {
    let runs = reader.runs(&text.text, text.weight);
    let width: f32 = runs.iter().map(|run| run.advance * text.size).sum();
    let mut x = if text.is_flush_right { text.x - width } else { text.x };
    surface.set_fill(Some(fill(text.colour)));
    for run in runs {
        let is_thick = text.weight == Weight::Strong && run.face.is_thickened_when_strong;
        let outline = Stroke {
            paint: paint(text.colour).into(),
            width: text.size * THICKENING,
            ..Stroke::default()
        };
        surface.set_stroke(is_thick.then_some(outline));
        let at = Point::from_xy(x, text.y);
        surface.draw_glyphs(at, &run.glyphs, run.face.font.clone(), &run.text, text.size, false);
        x += run.advance * text.size;
    }
    surface.set_stroke(None);
}

fn draw_path(surface: &mut Surface<'_>, path: Option<Path>, colour: Colour) {
    let Some(path) = path else { return };
    surface.set_stroke(None);
    surface.set_fill(Some(fill(colour)));
    surface.draw_path(&path);
}

fn rounded(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Option<Path> {
    let (right, bottom) = (x + width, y + height);
    let handle = radius * (1.0 - ROUND);
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.line_to(right - radius, y);
    path.cubic_to(right - handle, y, right, y + handle, right, y + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - handle, right - handle, bottom, right - radius, bottom);
    path.line_to(x + radius, bottom);
    path.cubic_to(x + handle, bottom, x, bottom - handle, x, bottom - radius);
    path.line_to(x, y + radius);
    path.cubic_to(x, y + handle, x + handle, y, x + radius, y);
    path.close();
    path.finish()
}

fn paint(colour: Colour) -> rgb::Color {
    let (red, green, blue) = colour.parts();
    rgb::Color::new(red, green, blue)
}

fn fill(colour: Colour) -> Fill {
    Fill { paint: paint(colour).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}
