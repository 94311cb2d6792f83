//! Letters: which font has them, how wide they are, where a text may be broken.
//!
//! Noto Sans for Latin, Greek and Cyrillic; Noto Sans SC and JP for Chinese and Japanese, the
//! customer's own first, because the same character is drawn differently. What no font has is shown
//! as a box; what cannot be seen or turns the direction of reading is left out.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _, charmap::Charmap, metrics::GlyphMetrics};
use std::ops::Range;
use std::sync::LazyLock;

const REPLACEMENT: char = '□';

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// For reading.
    Regular,
    /// For what stands out.
    Strong,
}

/// One font file.
pub struct Face {
    /// The font as it is embedded.
    pub font: Font,
    letters: Charmap<'static>,
    widths: GlyphMetrics<'static>,
    per_em: f32,
    /// Whether strong letters are drawn with this regular font and a fine outline.
    pub is_thickened_when_strong: bool,
}

struct Faces {
    latin: Face,
    latin_strong: Face,
    chinese: Face,
    japanese: Face,
}

static FACES: LazyLock<Faces> = LazyLock::new(|| Faces {
    latin: Face::open(include_bytes!("../../fonts/NotoSans-Regular.ttf"), false),
    latin_strong: Face::open(include_bytes!("../../fonts/NotoSans-SemiBold.ttf"), false),
    chinese: Face::open(include_bytes!("../../fonts/NotoSansSC-Regular.ttf"), true),
    japanese: Face::open(include_bytes!("../../fonts/NotoSansJP-Regular.ttf"), true),
});

impl Face {
    fn open(bytes: &'static [u8], is_thickened_when_strong: bool) -> Self {
        let outlines = FontRef::new(bytes).expect("the built-in fonts are well-formed");
        Self {
            font: Font::new(bytes.into(), 0).expect("the built-in fonts can be embedded"),
            letters: outlines.charmap(),
            widths: outlines.glyph_metrics(Size::unscaled(), LocationRef::default()),
            per_em: f32::from(
                outlines.metrics(Size::unscaled(), LocationRef::default()).units_per_em,
            ),
            is_thickened_when_strong,
        }
    }

    fn glyph(&self, letter: char) -> Option<Glyph> {
        let id = self.letters.map(letter).filter(|id| id.to_u32() != 0)?;
        let advance = self.widths.advance_width(id).unwrap_or_default() / self.per_em;
        Some(Glyph { id: id.to_u32(), advance })
    }
}

#[derive(Clone, Copy)]
struct Glyph {
    id: u32,
    /// In parts of the font's size.
    advance: f32,
}

/// A stretch of text in one font.
pub struct Run {
    /// The font.
    pub face: &'static Face,
    /// What is read out of it.
    pub text: String,
    /// What is drawn.
    pub glyphs: Vec<KrillaGlyph>,
    /// How wide it is, in parts of its size.
    pub advance: f32,
}

/// Reads for people of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Japanese forms before Chinese ones.
    Japanese,
    /// Chinese forms before Japanese ones.
    Other,
}

impl Reader {
    /// The reader of a locale.
    pub fn of(locale: &str) -> Self {
        if locale == "ja" { Self::Japanese } else { Self::Other }
    }

    fn faces(self, weight: Weight) -> [&'static Face; 3] {
        let faces = &*FACES;
        let latin = match weight {
            Weight::Regular => &faces.latin,
            Weight::Strong => &faces.latin_strong,
        };
        match self {
            Self::Japanese => [latin, &faces.japanese, &faces.chinese],
            Self::Other => [latin, &faces.chinese, &faces.japanese],
        }
    }

    fn find(self, letter: char, weight: Weight) -> Option<(&'static Face, Glyph)> {
        let faces = self.faces(weight).into_iter();
        faces.filter_map(|face| Some((face, face.glyph(letter)?))).next()
    }

    /// The letter and its glyph, or those of the box that stands for it.
    fn shown(self, letter: char, weight: Weight) -> Option<(char, &'static Face, Glyph)> {
        let found = self.find(letter, weight).map(|(face, glyph)| (letter, face, glyph));
        found.or_else(|| {
            self.find(REPLACEMENT, weight).map(|(face, glyph)| (REPLACEMENT, face, glyph))
        })
    }

    /// The text in stretches of one font each.
    pub fn runs(self, text: &str, weight: Weight) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for letter in text.chars().filter_map(visible) {
            let Some((letter, face, glyph)) = self.shown(letter, weight) else { continue };
            let run = match runs.last_mut() {
                Some(run) if std::ptr::eq(run.face, face) => run,
                _ => {
                    let (text, glyphs) = (String::new(), Vec::new());
                    runs.push(Run { face, text, glyphs, advance: 0.0 });
                    runs.last_mut().expect("one was just added")
                }
            };
            let start = run.text.len();
            run.text.push(letter);
            let range: Range<usize> = start..run.text.len();
            let (id, advance) = (GlyphId::new(glyph.id), glyph.advance);
            run.glyphs.push(KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, range, None));
            run.advance += advance;
        }
        runs
    }

    /// How wide a text is at this size.
    pub fn width(self, text: &str, weight: Weight, size: f32) -> f32 {
        let letters = text.chars().filter_map(visible);
        let shown = letters.filter_map(|letter| self.shown(letter, weight));
        shown.map(|(_, _, glyph)| glyph.advance).sum::<f32>() * size
    }

    /// The text in lines no wider than this: broken between words, between Chinese or Japanese
    /// letters, and in a word only if it is wider than a line. A line break in it is kept.
    pub fn lines(self, text: &str, weight: Weight, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.lines().filter(|line| !line.trim().is_empty()) {
            self.break_up(paragraph.trim(), weight, size, width, &mut lines);
        }
        lines
    }

    fn break_up(
        self,
        paragraph: &str,
        weight: Weight,
        size: f32,
        width: f32,
        lines: &mut Vec<String>,
    ) {
        let letters: Vec<char> = paragraph.chars().filter_map(visible).collect();
        let wide = |letter: char| {
            self.shown(letter, weight).map_or(0.0, |(_, _, glyph)| glyph.advance * size)
        };
        let (mut start, mut at, mut filled, mut last_break) = (0, 0, 0.0, None);
        while at < letters.len() {
            if at > start && may_break(letters[at - 1], letters[at]) {
                last_break = Some(at);
            }
            filled += wide(letters[at]);
            // A space at the end of a line needs no room.
            if filled > width && at > start && letters[at] != ' ' {
                let end = last_break.unwrap_or(at);
                lines.push(text_of(&letters[start..end]));
                (start, at, filled, last_break) = (end, end, 0.0, None);
                while letters.get(start) == Some(&' ') {
                    start += 1;
                    at = start;
                }
                continue;
            }
            at += 1;
        }
        if start < letters.len() {
            lines.push(text_of(&letters[start..]));
        }
    }
}

fn text_of(letters: &[char]) -> String {
    letters.iter().collect::<String>().trim_end().to_owned()
}

/// The letter if it is seen; white space is a space.
fn visible(letter: char) -> Option<char> {
    match letter {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        // What is invisible, joins, selects a variant or turns the direction of reading.
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => None,
        letter if letter.is_control() => None,
        letter => Some(letter),
    }
}

fn may_break(before: char, after: char) -> bool {
    let keeps_to_the_left = match after {
        ' ' | ')' | ']' | ',' | '.' | ';' | ':' | '!' | '?' | '%' => true,
        // The same in their wide forms, closing brackets and small kana.
        '\u{ff0c}' | '\u{ff0e}' | '\u{ff09}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff01}'
        | '\u{ff1f}' | '、' | '。' | '」' | '』' | '】' | '》' | 'ー' | 'っ' | 'ゃ' | 'ゅ'
        | 'ょ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' => true,
        _ => false,
    };
    let keeps_to_the_right = matches!(before, '(' | '[' | '\u{ff08}' | '「' | '『' | '【' | '《');
    if keeps_to_the_left || keeps_to_the_right {
        return false;
    }
    matches!(before, ' ' | '-' | '/') || is_eastern(before) || is_eastern(after)
}

fn is_eastern(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        let runs = Reader::Other.runs(text, Weight::Regular);
        runs.into_iter().map(|run| run.text).collect()
    }

    #[test]
    fn every_letter_has_a_font_or_a_box() {
        assert_eq!(
            read("Sørensen 云帆科技 さくら商事 喆堃镕 Ω Ж"),
            "Sørensen 云帆科技 さくら商事 喆堃镕 Ω Ж"
        );
        assert_eq!(read("🧾 ﷺ"), "□ □");
        assert_eq!(read("a\u{202e}b\u{0}c\u{200b}d\te"), "abcd e");
    }

    #[test]
    fn japanese_readers_see_japanese_forms_and_others_chinese_ones() {
        let first = |reader: Reader| reader.runs("直", Weight::Regular).remove(0).face;
        assert!(std::ptr::eq(first(Reader::Japanese), &FACES.japanese));
        assert!(std::ptr::eq(first(Reader::Other), &FACES.chinese));
    }

    #[test]
    fn lines_are_broken_between_words_and_between_eastern_letters() {
        let broken = |text, width| Reader::Other.lines(text, Weight::Regular, 10.0, width);
        assert_eq!(broken("Voice minutes", 40.0), ["Voice", "minutes"]);
        assert_eq!(broken("企业版一年", 30.0), ["企业版", "一年"]);
        assert_eq!(broken("企业版\u{ff0c}一年", 30.0), ["企业", "版\u{ff0c}一", "年"]);
        assert_eq!(broken("one\n\ntwo", 100.0), ["one", "two"]);
        assert_eq!(broken("", 100.0), [""; 0]);
    }

    proptest! {
        #[test]
        fn breaking_loses_nothing_but_spaces_and_fits(text in "\\PC{0,80}", width in 12.0_f32..300.0) {
            let lines = Reader::Japanese.lines(&text, Weight::Strong, 10.0, width);
            let letters = |text: &str| -> String {
                text.chars().filter_map(visible).filter(|letter| !letter.is_whitespace()).collect()
            };
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            for line in &lines {
                let fits = Reader::Japanese.width(line, Weight::Strong, 10.0) <= width + 0.01;
                prop_assert!(fits || line.chars().count() == 1, "{:?}", line);
            }
        }
    }
}
