use super::*;
use crate::evidence::saving::packed;
use crate::evidence::{EvidenceAbout, FORM, Plain};
use crate::i18n::LANGUAGES;
use crate::views::{ServerSource, SyncState, Theme};
use chrono::DateTime;
use proptest::prelude::*;

fn evidence() -> Evidence {
    Evidence {
        form: FORM,
        made_at: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
        about: EvidenceAbout {
            version: Plain::version("0.1.0"),
            system: Plain::own("linux"),
            architecture: Plain::own("x86_64"),
            language: Plain::own("en"),
            server: Plain::own("https://billing.example.test"),
            server_source: ServerSource::Default,
            role: None,
            customer: None,
            keychain: None,
            clock_ahead_seconds: Some(-90),
            connection: SyncState::Offline,
            last_success: None,
            offline_since: None,
            theme: Theme::Dark,
            notifications: true,
            share_behaviour: false,
        },
        orders: Vec::new(),
        purchases: Vec::new(),
        observations: Vec::new(),
        log: Vec::new(),
    }
}

fn whole() -> Vec<u8> {
    packed(&evidence(), "en")
}

/// An archive of whatever entries, packed as its maker likes.
fn archive(entries: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
}

fn entries_of(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    unpack(bytes).unwrap().into_iter().collect()
}

#[test]
fn what_was_written_is_read_as_it_was() {
    for language in LANGUAGES {
        let bytes = packed(&evidence(), language);
        let read = read(&bytes).unwrap();
        assert_eq!(read.evidence, evidence());
        assert!(read.changed.is_empty() && !read.is_repacked, "{language}: {read:?}");
        assert_eq!(bytes, packed(&evidence(), language), "the same evidence is the same bytes");
    }
}

#[test]
fn a_part_that_was_changed_is_named() {
    for changed in [README, STORY, LOG, EVIDENCE] {
        let entries = entries_of(&whole());
        let tampered: Vec<(&str, Vec<u8>)> = entries
            .iter()
            .map(|(name, bytes)| {
                let mut bytes = bytes.clone();
                if *name == changed {
                    bytes.push(b' ');
                }
                (*name, bytes)
            })
            .collect();
        let tampered: Vec<(&str, &[u8])> =
            tampered.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        let read = read(&archive(&tampered, stored())).unwrap();
        assert_eq!(read.changed, [changed]);
    }
}

#[test]
fn an_archive_that_was_made_anew_is_said_to_be() {
    let entries = entries_of(&whole());
    let anew: Vec<(&str, &[u8])> =
        entries.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let read = read(&archive(&anew, stored())).unwrap();
    assert!(read.changed.is_empty() && read.is_repacked);
}

#[test]
fn no_flipped_byte_goes_unnoticed() {
    let bytes = whole();
    for place in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[place] ^= 1 << (place % 8);
        if let Ok(read) = read(&flipped) {
            assert!(!read.changed.is_empty() || read.is_repacked, "byte {place}");
        }
    }
}

#[test]
fn archives_that_mean_harm_are_refused_by_name() {
    let many: Vec<(String, &[u8])> = (0..70).map(|n| (format!("{n}.txt"), &b"x"[..])).collect();
    let many: Vec<(&str, &[u8])> =
        many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    for name in [
        "../README.txt",
        "/etc/passwd",
        "..\\README.txt",
        "C:\\README.txt",
        "README.txt/",
        "a/README.txt",
        "README.TXT",
        "README.txt ",
        "",
        "evil.exe",
    ] {
        let refusal = read(&archive(&[(name, b"x")], stored())).unwrap_err();
        assert_eq!(refusal, Refusal::ForeignEntry, "{name:?}");
    }
    assert_eq!(read(&archive(&many, stored())).unwrap_err(), Refusal::ForeignEntry);
    assert_eq!(read(&archive(&[], stored())).unwrap_err(), Refusal::Incomplete);
    assert_eq!(read(&archive(&[(README, b"x")], stored())).unwrap_err(), Refusal::Incomplete);
    assert_eq!(read(b"").unwrap_err(), Refusal::NoArchive);
    assert_eq!(read(&vec![0; MOST_BYTES + 1]).unwrap_err(), Refusal::TooLarge);

    let mut link = ZipWriter::new(Cursor::new(Vec::new()));
    link.add_symlink(README, "/etc/passwd", stored()).unwrap();
    let link = link.finish().unwrap().into_inner();
    assert_eq!(read(&link).unwrap_err(), Refusal::ForeignEntry);
}

/// Changes a number of two or four bytes at `offset` behind each `mark`.
fn patched(mut bytes: Vec<u8>, mark: &[u8; 4], offset: usize, value: &[u8]) -> Vec<u8> {
    let places: Vec<usize> =
        (0..bytes.len() - 4).filter(|place| bytes[*place..*place + 4] == *mark).collect();
    for place in places {
        bytes[place + offset..place + offset + value.len()].copy_from_slice(value);
    }
    bytes
}

#[test]
fn an_entry_that_lies_about_its_size_or_packing_is_refused() {
    // The central directory (APPNOTE 4.3.12): method at 10, packed size at 20, size at 24.
    const CENTRAL: &[u8; 4] = b"PK\x01\x02";
    let huge = 0xfff0_0000_u32.to_le_bytes();
    for bomb in [
        patched(whole(), CENTRAL, 24, &huge),
        patched(patched(whole(), CENTRAL, 20, &huge), CENTRAL, 24, &huge),
    ] {
        let refusal = read(&bomb).unwrap_err();
        assert!(matches!(refusal, Refusal::EntryTooLarge | Refusal::NoArchive), "{refusal:?}");
    }
    let deflated = patched(whole(), CENTRAL, 10, &8_u16.to_le_bytes());
    assert_eq!(read(&deflated).unwrap_err(), Refusal::Packed);
    let enciphered = patched(whole(), CENTRAL, 8, &1_u16.to_le_bytes());
    assert!(matches!(read(&enciphered).unwrap_err(), Refusal::Packed | Refusal::NoArchive));
}

#[test]
fn broken_and_newer_evidence_is_refused() {
    let with = |json: &[u8]| {
        let entries = BTreeMap::from([
            (README, Vec::new()),
            (STORY, Vec::new()),
            (LOG, Vec::new()),
            (EVIDENCE, json.to_vec()),
        ]);
        read(&pack(&entries)).unwrap_err()
    };
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    for broken in
        [&b"{"[..], b"", b"null", b"{\"form\":1}", b"{\"form\":\"1\"}", b"\xff\xfe", &deep]
    {
        assert_eq!(with(broken), Refusal::Unreadable);
    }
    assert_eq!(with(b"{\"form\":2}"), Refusal::Newer);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _refused = read(&bytes);
    }

    #[test]
    fn nor_do_bytes_that_were_evidence(
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        end in any::<prop::sample::Index>(),
    ) {
        let mut bytes = whole();
        for (place, value) in cuts {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        let length = bytes.len();
        bytes.truncate(length - end.index(length / 4));
        let _read_or_refused = read(&bytes);
    }
}
