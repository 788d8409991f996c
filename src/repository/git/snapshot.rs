//! The files of a revision.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::objects::{Objects, missing};
use crate::source::{Coming, Mounted, There};

/// How an entry of a tree is kept (`fast-import`'s and git's own modes).
const FOLDER: &str = "40000";
pub(super) const LINK: &str = "120000";
pub(super) const SUBMODULE: &str = "160000";

/// A link may lead to a link, but not in a circle; Linux gives up there, too.
const MOST_LINKS: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    mode: String,
    id: String,
}

type Tree = BTreeMap<String, Entry>;

/// A tree of a revision, or one file of it. What is read is never looked up on disk.
#[derive(Debug)]
pub(super) struct Snapshot {
    objects: Arc<Objects>,
    root: Entry,
    trees: Mutex<BTreeMap<String, Arc<Tree>>>,
}

impl Snapshot {
    pub(super) fn of_tree(objects: Arc<Objects>, id: String) -> Self {
        Self { objects, root: Entry { mode: FOLDER.to_owned(), id }, trees: Mutex::default() }
    }

    pub(super) fn of_file(objects: Arc<Objects>, id: String) -> Self {
        Self { objects, root: Entry { mode: String::new(), id }, trees: Mutex::default() }
    }

    fn tree(&self, id: &str) -> Result<Arc<Tree>, String> {
        let trees = || self.trees.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tree) = trees().get(id) {
            return Ok(Arc::clone(tree));
        }
        let object = self.objects.get(id)?.ok_or_else(|| missing(id))?;
        let tree =
            parse(&object.bytes, id.len() / 2).ok_or_else(|| format!("the object {id} is not a tree"))?;
        let tree = Arc::new(tree);
        trees().insert(id.to_owned(), Arc::clone(&tree));
        Ok(tree)
    }

    /// What is at a path without links, and its entry.
    fn entry(&self, path: &str) -> Result<Option<(String, Entry)>, String> {
        let parts = |path: &str, of_link: bool| -> Vec<(String, bool)> {
            path.rsplit('/').filter(|part| !part.is_empty()).map(|part| (part.to_owned(), of_link)).collect()
        };
        let mut todo = parts(path, false);
        let mut at: Vec<(String, Entry)> = Vec::new();
        let mut links = 0;
        while let Some((part, of_link)) = todo.pop() {
            match part.as_str() {
                "." => continue,
                ".." if at.pop().is_none() => return Err(outside()),
                ".." => continue,
                _ => {}
            }
            let folder = at.last().map_or(&self.root, |(_, entry)| entry);
            let entry = if folder.mode == FOLDER { self.tree(&folder.id)?.get(&part).cloned() } else { None };
            let Some(entry) = entry else {
                // As on disk, that is an accident and not the absence of a file that may be missing.
                return if of_link { Err("it is a link to what is not there".to_owned()) } else { Ok(None) };
            };
            match entry.mode.as_str() {
                LINK => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err("it is a link that leads in a circle".to_owned());
                    }
                    let target = self.objects.blob(&entry.id);
                    let target = target.wait().as_ref().map_err(Clone::clone)?;
                    let target = String::from_utf8(target.clone()).map_err(|_| outside())?;
                    if target.starts_with('/') {
                        return Err(outside());
                    }
                    todo.extend(parts(&target, true));
                    if todo.len() > MOST_LINKS * MOST_LINKS {
                        return Err("it is a link that leads in a circle".to_owned());
                    }
                }
                SUBMODULE => {
                    return Err("it is a submodule, whose files are in another repository".to_owned());
                }
                _ => at.push((part, entry)),
            }
        }
        let names: Vec<_> = at.iter().map(|(name, _)| name.as_str()).collect();
        let real = names.join("/");
        Ok(Some((real, at.pop().map_or_else(|| self.root.clone(), |(_, entry)| entry))))
    }
}

fn outside() -> String {
    "it is a link that leads out of the revision".to_owned()
}

impl Mounted for Snapshot {
    fn find(&self, path: &str) -> Result<Option<There>, String> {
        let Some((real, entry)) = self.entry(path)? else { return Ok(None) };
        if entry.mode != FOLDER {
            return Ok(Some(There::File(real)));
        }
        let names = self.tree(&entry.id)?.keys().cloned().collect();
        Ok(Some(There::Folder(real, names)))
    }

    fn read(&self, file: &str) -> Arc<Coming> {
        match self.entry(file) {
            Ok(Some((_, entry))) => self.objects.blob(&entry.id),
            Ok(None) => Coming::arrived(Err("there is no such file".to_owned())),
            Err(why) => Coming::arrived(Err(why)),
        }
    }

    fn has_bytes(&self, file: &str, bytes: &[u8]) -> bool {
        matches!(self.entry(file), Ok(Some((_, entry))) if entry.id == blob_id(bytes, entry.id.len()))
    }
}

/// The name that git gives to a file with these bytes, in a repository whose names have as many digits: the SHA-1 or the
/// SHA-256 of `blob LENGTH`, a zero byte and the bytes.
pub(super) fn blob_id(bytes: &[u8], digits: usize) -> String {
    let head = format!("blob {}\0", bytes.len());
    let hexadecimal = |digest: &[u8]| digest.iter().map(|byte| format!("{byte:02x}")).collect();
    if digits == 64 {
        return hexadecimal(&Sha256::new().chain_update(head).chain_update(bytes).finalize());
    }
    hexadecimal(&Sha1::new().chain_update(head).chain_update(bytes).finalize())
}

/// Reads a tree: `MODE NAME`, a zero byte, and the bytes of the object's name. Names that are not UTF-8 are as a screen shows
/// them: no file of ours has such a name.
fn parse(bytes: &[u8], id_length: usize) -> Option<Tree> {
    let mut tree = Tree::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == 0)?;
        let (head, tail) = rest.split_at(end);
        let id = tail.get(1..=id_length)?;
        let space = head.iter().position(|byte| *byte == b' ')?;
        // Old histories have modes with a zero before them.
        let mode = std::str::from_utf8(&head[..space]).ok()?.trim_start_matches('0').to_owned();
        let id = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let name = String::from_utf8_lossy(&head[space + 1..]).into_owned();
        tree.insert(name, Entry { mode, id });
        rest = &tail[1 + id_length..];
    }
    Some(tree)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn any_bytes_are_a_tree_or_none(bytes: Vec<u8>, names in proptest::collection::btree_set("[a-z.]{1,9}", 0..9)) {
            let _ = parse(&bytes, 20);
            let tree: Tree = names
                .into_iter()
                .map(|name| (name, Entry { mode: "100644".to_owned(), id: "0f".repeat(20) }))
                .collect();
            let written: Vec<u8> = tree
                .keys()
                .flat_map(|name| [format!("100644 {name}\0").into_bytes(), vec![0x0f; 20]].concat())
                .collect();
            proptest::prop_assert_eq!(parse(&written, 20), Some(tree));
        }
    }

    #[test]
    fn a_file_has_the_name_that_git_gives_it() {
        // `git hash-object --stdin`, in a repository of either format.
        assert_eq!(blob_id(b"kdm\n", 40), "5e16d86ed8b089e150638a8c48fa22050704c05d");
        assert_eq!(blob_id(b"kdm\n", 64), "370328a088260d1d32880f9cea68f231437c8a8733ea373ffcd8f03240290b15");
    }

    #[test]
    fn a_tree_is_read_with_either_hash() {
        for length in [20, 32] {
            let mut bytes = Vec::new();
            for (head, fill) in [("100644 channels.yaml", 0x1a), ("040000 data", 0x2b)] {
                bytes.extend(head.as_bytes());
                bytes.push(0);
                bytes.extend(vec![fill; length]);
            }
            let tree = parse(&bytes, length).unwrap_or_default();
            let names: Vec<_> = tree.keys().map(String::as_str).collect();
            assert_eq!(names, ["channels.yaml", "data"]);
            assert_eq!(tree["data"], Entry { mode: FOLDER.to_owned(), id: "2b".repeat(length) });
            assert_eq!(parse(&bytes[..bytes.len() - 1], length), None);
        }
        assert_eq!(parse(b"", 20), Some(Tree::new()));
        assert_eq!(parse(b"100644 x", 20), None);
    }
}
