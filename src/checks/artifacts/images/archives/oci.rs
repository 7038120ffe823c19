//! OCI image layouts: `index.json`, and blobs under their digests.

use anyhow::{Context, Result, bail, ensure};

use super::store::Store;
use super::{Archived, Name};
use crate::checks::artifacts::images::manifest::{Descriptor, Document};

/// How deep an index may stand in an index.
const DEEPEST: usize = 4;
/// How many images and indexes are looked at.
const MOST: usize = 1_000;

const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// By which containerd and Docker keep the whole name.
const IMAGE_NAME: &str = "io.containerd.image.name";

/// The images of a layout that have names; `folder` is what the layout itself is called.
pub fn images(store: &mut Store, index: &[u8], folder: &str) -> Result<Vec<Archived>> {
    let mut reading = Reading { store, folder, images: Vec::new(), seen: 0 };
    let index: Document = serde_json::from_slice(index).context("index.json can't be read as an OCI index")?;
    for descriptor in &index.manifests.context("index.json lists no `manifests`")? {
        let bytes = reading.store.blob(&descriptor.digest)?;
        let bytes = bytes.with_context(|| format!("it lists {}, which it does not hold", descriptor.digest))?;
        reading.walk(descriptor, &bytes, DEEPEST)?;
    }
    Ok(reading.images)
}

struct Reading<'a, 's, 'r> {
    store: &'a mut Store<'s, 'r>,
    folder: &'a str,
    images: Vec<Archived>,
    seen: usize,
}

impl Reading<'_, '_, '_> {
    /// Notes what has a name, and answers with the image's id, if it is one image.
    fn walk(&mut self, descriptor: &Descriptor, bytes: &[u8], depth: usize) -> Result<Option<String>> {
        ensure!(depth > 0, "indexes stand more than {DEEPEST} deep in one another");
        self.seen += 1;
        ensure!(self.seen <= MOST, "it holds more than {MOST} images; they were not all looked at");
        let document: Document =
            serde_json::from_slice(bytes).with_context(|| format!("{} is no manifest", descriptor.digest))?;
        let image_id = match (document.manifests, document.config) {
            (Some(parts), None) => self.walk_index(&parts, depth)?,
            (None, Some(config)) if config.is_image_config() => self.store.blob(&config.digest)?.map(|_| config.digest),
            (None, Some(_)) => None,
            _ => bail!("{} is neither an image nor an index", descriptor.digest),
        };
        let names = names(descriptor, self.folder);
        if !names.is_empty() {
            let digest = Some(descriptor.digest.clone());
            self.images.push(Archived { names, digest, image_id: image_id.clone(), evidence: "oci-layout" });
        }
        Ok(image_id)
    }

    /// The parts for other platforms may have been left out.
    fn walk_index(&mut self, parts: &[Descriptor], depth: usize) -> Result<Option<String>> {
        let mut ids = Vec::new();
        for part in parts.iter().filter(|part| !part.is_attestation()) {
            ids.push(match self.store.blob(&part.digest)? {
                Some(bytes) => self.walk(part, &bytes, depth - 1)?,
                None => None,
            });
        }
        Ok(if let [id] = &ids[..] { id.clone() } else { None })
    }
}

/// How a layout called `folder` calls an image.
fn names(descriptor: &Descriptor, folder: &str) -> Vec<Name> {
    let values = [IMAGE_NAME, REF_NAME].into_iter().filter_map(|key| descriptor.annotations.get(key));
    values.filter_map(|text| Name::parse(text, folder)).collect()
}
