//! The image itself, as an OCI archive: what is served on top of an image of nginx, put together without a daemon and without
//! the network.
//!
//! The forms are those of <https://github.com/opencontainers/image-spec>. What the base says of itself is kept, known or not;
//! objects are written with their keys sorted, since the bytes of each are its name.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use oci_spec::image::{Descriptor, ImageConfiguration, ImageIndex, ImageManifest, MediaType};
use serde::Serialize;
use serde_json::{Map, Value, json};
use tar::{Builder, EntryType, Header};

use super::{ENTRYPOINT, HTML, PORT, USER, gzip};
use crate::emit::{Digest, Files};

/// Reads a file of an OCI image layout, by its path in it.
pub type Base<'b> = &'b dyn Fn(&str) -> io::Result<Vec<u8>>;

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
pub enum OciError {
    /// The base is not what it should be.
    #[error("the base {0}")]
    Base(String),
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// How the index names the image, for `skopeo copy oci-archive:FILE:TAG`.
const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// More than all platforms that there are.
const MOST_IMAGES: usize = 100;

/// Where nginx has its configuration, in its images.
const ETC: &str = "etc/nginx";

/// Writes an archive with the image of each platform that the base has; returns how many. `context` is that of
/// [`super::render_image_context`], and `time` the seconds since 1970 that all files have.
///
/// # Errors
///
/// What is wrong with the base, and what cannot be written.
pub fn write_oci_archive(
    context: &Files,
    base: Base<'_>,
    tag: &str,
    time: u64,
    out: &mut dyn Write,
) -> Result<usize, OciError> {
    let images = images_of(base)?;
    let mut blobs = BTreeMap::new();
    let layer = layer(context, time)?;
    let mut manifests = Vec::new();
    for image in &images {
        manifests.push(with_layer(image, &layer, (base, tag, time), &mut blobs)?);
    }
    let top = match &mut manifests[..] {
        [] => return Err(OciError::Base("has no image".to_owned())),
        [one] => one.clone(),
        several => {
            let index = json!({"schemaVersion": 2, "mediaType": MediaType::ImageIndex, "manifests": several});
            add(MediaType::ImageIndex, bytes_of(&index)?, &mut blobs)?
        }
    };
    let mut top = value_of(&top)?;
    top["annotations"] = json!({ REF_NAME: tag });
    let index = json!({"schemaVersion": 2, "mediaType": MediaType::ImageIndex, "manifests": [top]});

    let mut archive = Builder::new(out);
    put(&mut archive, "oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#, time)?;
    put(&mut archive, "index.json", &bytes_of(&index)?, time)?;
    for folder in ["blobs/", "blobs/sha256/"] {
        put_folder(&mut archive, folder, time)?;
    }
    for (digest, bytes) in &blobs {
        put(&mut archive, &format!("blobs/sha256/{digest}"), bytes, time)?;
    }
    archive.into_inner()?.flush()?;
    Ok(images.len())
}

/// The layer: packed, by its name, and by the name that it has unpacked.
struct Layer {
    packed: Vec<u8>,
    diff_id: String,
}

/// What is served, and the configuration, as a layer.
fn layer(context: &Files, time: u64) -> io::Result<Layer> {
    let mut archive = Builder::new(Vec::new());
    let mut folders = BTreeSet::new();
    for (name, bytes) in context.iter().filter(|(name, _)| *name != "Dockerfile") {
        // Folders of ours come before what is in them; those of the base stay as they are.
        for (at, _) in name.match_indices('/').filter(|_| name.starts_with(HTML)) {
            let folder = format!("{ETC}/{}/", &name[..at]);
            if !folders.contains(&folder) {
                put_folder(&mut archive, &folder, time)?;
                folders.insert(folder);
            }
        }
        put(&mut archive, &format!("{ETC}/{name}"), bytes, time)?;
    }
    let plain = archive.into_inner()?;
    Ok(Layer { packed: gzip(&plain), diff_id: format!("sha256:{}", Digest::of(&plain)) })
}

/// The images of a layout, each of a platform.
fn images_of(base: Base<'_>) -> Result<Vec<Descriptor>, OciError> {
    let read = |path: &str| {
        base(path).map_err(|error| OciError::Base(format!("has no `{path}` that can be read: {error}")))
    };
    let layout: Value = parsed("oci-layout", &read("oci-layout")?)?;
    if layout["imageLayoutVersion"] != "1.0.0" {
        return Err(OciError::Base("is of another version than 1.0.0".to_owned()));
    }
    let mut open: Vec<Descriptor> =
        parsed::<ImageIndex>("index.json", &read("index.json")?)?.manifests().clone();
    if open.len() > 1 && open.iter().any(|one| one.platform().is_none()) {
        return Err(OciError::Base(format!("has {} images, and nobody says which one is meant", open.len())));
    }
    let mut images = Vec::new();
    for _ in 0..3 {
        let mut next = Vec::new();
        for descriptor in open {
            if is_index(descriptor.media_type()) {
                let index: ImageIndex = parsed("an index", &blob(&descriptor, base)?)?;
                next.extend(index.manifests().iter().cloned());
            } else if !is_attestation(&descriptor) {
                images.push(descriptor);
            }
        }
        if next.len() + images.len() > MOST_IMAGES {
            return Err(OciError::Base(format!("has more than {MOST_IMAGES} images")));
        }
        open = next;
    }
    if !open.is_empty() {
        return Err(OciError::Base("has indexes in indexes, deeper than anybody reads them".to_owned()));
    }
    Ok(images)
}

/// Whether a descriptor is of an index; `crane pull --format=oci` keeps those that Docker had before OCI.
fn is_index(media_type: &MediaType) -> bool {
    let name = media_type.to_string();
    *media_type == MediaType::ImageIndex
        || name == "application/vnd.docker.distribution.manifest.list.v2+json"
}

/// The same layer under OCI's name; Docker's is another one for the same bytes.
fn in_oci_form(mut layer: Descriptor) -> Descriptor {
    if layer.media_type().to_string() == "application/vnd.docker.image.rootfs.diff.tar.gzip" {
        layer.set_media_type(MediaType::ImageLayerGzip);
    }
    layer
}

/// What `docker buildx` keeps beside images is of no platform.
fn is_attestation(descriptor: &Descriptor) -> bool {
    descriptor.platform().as_ref().is_some_and(|platform| platform.os().to_string() == "unknown")
}

/// The manifest of an image with the layer on top; all that it names goes to `blobs`.
fn with_layer(
    image: &Descriptor,
    layer: &Layer,
    (base, tag, time): (Base<'_>, &str, u64),
    blobs: &mut BTreeMap<String, Vec<u8>>,
) -> Result<Descriptor, OciError> {
    let manifest: ImageManifest = parsed("a manifest", &blob(image, base)?)?;
    let config = blob(manifest.config(), base)?;
    let mut config: Value = parsed("a configuration", &config)?;
    configure(&mut config, layer, tag, time)?;
    let config = bytes_of(&config)?;
    let known: ImageConfiguration = parsed("a configuration", &config)?;

    let mut layers = manifest.layers().clone();
    if known.rootfs().diff_ids().len() != layers.len() + 1 {
        return Err(OciError::Base("has a configuration with other layers than its manifest".to_owned()));
    }
    for layer in &layers {
        let bytes = blob(layer, base)?;
        blobs.insert(layer.digest().digest().to_owned(), bytes);
    }
    layers = layers.into_iter().map(in_oci_form).collect();
    layers.push(add(MediaType::ImageLayerGzip, layer.packed.clone(), blobs)?);
    let config = add(MediaType::ImageConfig, config, blobs)?;
    let manifest = json!({"schemaVersion": 2, "mediaType": MediaType::ImageManifest, "config": config, "layers": layers});
    let mut made = add(MediaType::ImageManifest, bytes_of(&manifest)?, blobs)?;
    made.set_platform(image.platform().clone());
    Ok(made)
}

/// Changes a configuration as the Dockerfile does.
fn configure(config: &mut Value, layer: &Layer, tag: &str, time: u64) -> Result<(), OciError> {
    let not_one = || OciError::Base("has a configuration that is not an object".to_owned());
    let created =
        jiff::Timestamp::from_second(i64::try_from(time).unwrap_or(i64::MAX)).unwrap_or_default().to_string();
    let whole = config.as_object_mut().ok_or_else(not_one)?;
    whole.insert("created".to_owned(), created.clone().into());
    let of = |whole: &mut Map<String, Value>, name: &str, none: Value| {
        let entry = whole.entry(name).or_insert(Value::Null);
        if entry.is_null() {
            *entry = none;
        }
        entry.take()
    };
    let mut run = of(whole, "config", json!({}));
    let settings = run.as_object_mut().ok_or_else(not_one)?;
    let mut labels = of(settings, "Labels", json!({}));
    let all = labels.as_object_mut().ok_or_else(not_one)?;
    all.insert("org.opencontainers.image.title".to_owned(), "kdm".into());
    all.insert("org.opencontainers.image.version".to_owned(), tag.into());
    for (name, value) in [
        ("Labels", labels),
        ("User", USER.into()),
        ("ExposedPorts", json!({ format!("{PORT}/tcp"): {} })),
        ("Entrypoint", json!(ENTRYPOINT)),
        ("Cmd", Value::Null),
    ] {
        settings.insert(name.to_owned(), value);
    }
    whole.insert("config".to_owned(), run);
    let mut rootfs = of(whole, "rootfs", json!({"type": "layers", "diff_ids": []}));
    let diff_ids = rootfs.get_mut("diff_ids").and_then(Value::as_array_mut).ok_or_else(not_one)?;
    diff_ids.push(layer.diff_id.clone().into());
    whole.insert("rootfs".to_owned(), rootfs);
    let mut history = of(whole, "history", json!([]));
    let entry = json!({"created": created, "created_by": format!("kdm package --tag {tag}")});
    history.as_array_mut().ok_or_else(not_one)?.push(entry);
    whole.insert("history".to_owned(), history);
    Ok(())
}

/// Keeps a blob, and describes it.
fn add(
    media_type: MediaType,
    bytes: Vec<u8>,
    blobs: &mut BTreeMap<String, Vec<u8>>,
) -> Result<Descriptor, OciError> {
    let digest = Digest::of(&bytes);
    let described =
        json!({"mediaType": media_type, "digest": format!("sha256:{digest}"), "size": bytes.len()});
    blobs.insert(digest, bytes);
    serde_json::from_value(described).map_err(|error| OciError::Write(error.into()))
}

/// The bytes that a descriptor is of, if they are those.
fn blob(descriptor: &Descriptor, base: Base<'_>) -> Result<Vec<u8>, OciError> {
    let name = descriptor.digest().to_string();
    let Some(expected) = name.strip_prefix("sha256:") else {
        return Err(OciError::Base(format!("names `{name}`, which is not a SHA-256")));
    };
    let bytes = base(&format!("blobs/sha256/{expected}"))
        .map_err(|error| OciError::Base(format!("has no blob `{name}` that can be read: {error}")))?;
    if descriptor.size() != bytes.len() as u64 {
        return Err(OciError::Base(format!("has a blob `{name}` of another size than its index says")));
    }
    if Digest::of(&bytes) != expected {
        return Err(OciError::Base(format!("has a blob `{name}` with other bytes than those of this name")));
    }
    Ok(bytes)
}

fn parsed<T: serde::de::DeserializeOwned>(what: &str, bytes: &[u8]) -> Result<T, OciError> {
    serde_json::from_slice(bytes)
        .map_err(|error| OciError::Base(format!("has {what} that cannot be read: {error}")))
}

fn value_of(form: &impl Serialize) -> Result<Value, OciError> {
    serde_json::to_value(form).map_err(|error| OciError::Write(error.into()))
}

/// JSON with sorted keys: those of the crate's labels and annotations are in no order.
fn bytes_of(form: &impl Serialize) -> Result<Vec<u8>, OciError> {
    let mut value = value_of(form)?;
    value.sort_all_objects();
    Ok(value.to_string().into_bytes())
}

fn header(bytes: u64, kind: EntryType, mode: u32, time: u64) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_size(bytes);
    header.set_mode(mode);
    header.set_mtime(time);
    header.set_uid(0);
    header.set_gid(0);
    header
}

fn put<W: Write>(archive: &mut Builder<W>, path: &str, bytes: &[u8], time: u64) -> io::Result<()> {
    archive.append_data(&mut header(bytes.len() as u64, EntryType::Regular, 0o644, time), path, bytes)
}

fn put_folder<W: Write>(archive: &mut Builder<W>, path: &str, time: u64) -> io::Result<()> {
    archive.append_data(&mut header(0, EntryType::Directory, 0o755, time), path, io::empty())
}
