//! Edits: any text that can be read is edited or refused, and what comes out can be read and edited back.

use kdm::{
    diagnostic::Diagnostics,
    edit::{
        NotEdited,
        channels::{Change, ChannelFile, Given, Operation, Whose},
        patch::{PatchAddition, with_release},
    },
    model::{RkeVersion, channel::ReleaseTable},
    source::{Arena, Sources, yaml},
};

/// A version that is in no file.
const NEW: &str = "v9.9.9+k3s9";

pub fn edit(data: &[u8]) {
    let (mut sources, arena) = (Sources::default(), Arena::new());
    let id = sources.add("channels.yaml", data);
    let Ok(file) = ChannelFile::read(&sources, id, &arena) else { return };
    let versions: Vec<String> = file.releases().map(|release| release.version).take(3).collect();
    let text = file.text();
    let change = Change { set: vec![("a".to_owned(), Given::Text("b".to_owned()))], remove: Vec::new() };
    let table = |version: &String, whose| Operation::Table {
        versions: vec![version.clone()],
        table: ReleaseTable::ServerArgs,
        change: change.clone(),
        whose: Some(whose),
        round: "2026-11".to_owned(),
    };
    let operations = versions.iter().flat_map(|version| {
        [
            Operation::Rename {
                versions: vec![(version.clone(), NEW.to_owned())],
                comment: None,
                force: true,
            },
            Operation::Remove { version: version.clone(), comment: Some("gone".to_owned()) },
            Operation::Window {
                versions: vec![version.clone()],
                min: Some("v1.0.0-a".to_owned()),
                max: None,
            },
            table(version, Whose::Own),
            table(version, Whose::Shared),
        ]
    });
    for operation in operations {
        let file = ChannelFile::read(&sources, id, &arena).ok().expect("it was read before");
        match file.apply(&operation, &mut Vec::new()) {
            Ok(next) => {
                let (mut again, arena, mut found) =
                    (Sources::default(), Arena::new(), Diagnostics::default());
                let id = again.add("again.yaml", next.text());
                let text = again.text(id, &mut found).expect("it is UTF-8");
                assert!(yaml::parse(id, text, &arena, &mut found).is_some() && !found.forbid(), "{text}");
            }
            Err(NotEdited::Refused { .. }) => {}
            Err(NotEdited::Unreadable(_)) => panic!("it could be read before: {text}"),
        }
    }
}

pub fn patch(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Some(version) = RkeVersion::parse("v1.26.9-rancherent1-1-1") else { return };
    let addition = PatchAddition { version, reference: None, like: None, images: Vec::new() };
    if let Ok((new, _)) = with_release(text, &addition) {
        assert!(new.len() > text.len() && with_release(&new, &addition).is_err(), "it is there twice");
    }
}
