//! The images of a version: one block of 37 to 41 lines, in the file of its minor.

use super::{NotEditedTree, RkeAddition, Tree};
use crate::{
    diagnostic::words::did_you_mean,
    edit::{page::Page, refusal::Refusal, splice::Splices},
    model::{RkeVersion, field::Named, rke::ImageField},
    source::yaml::{Form, Pair},
};

/// The versions of a file where they stand.
pub(super) fn versions<'p, 's>(page: &'p Page<'s>) -> impl Iterator<Item = (RkeVersion, &'p Pair<'s>)> {
    let pairs = page.document.root.map(|root| page.document.pairs(root)).unwrap_or_default();
    pairs.iter().filter_map(|pair| Some((RkeVersion::parse(pair.name)?, pair)))
}

fn named<'p, 's>(page: &'p Page<'s>, version: &str) -> Result<(RkeVersion, &'p Pair<'s>), Refusal> {
    versions(page).find(|(_, pair)| pair.name == version).ok_or_else(|| {
        let known = versions(page).map(|(_, pair)| pair.name);
        let help = did_you_mean(version, known, "name one that is in the file");
        Refusal::new(format!("there is no version `{version}` in this file"), help)
    })
}

impl Tree {
    pub(super) fn add(&mut self, addition: &RkeAddition) -> Result<Vec<String>, NotEditedTree> {
        let version = &addition.version;
        let file = Self::images_file(version);
        let is_new = self.text(&file)?.is_none();
        let from = match is_new {
            false => file.clone(),
            true => match self.minors().into_iter().rfind(|minor| *minor < version.minor()) {
                Some((major, minor)) => {
                    let below = RkeVersion { kubernetes: (major, minor, 0), ..version.clone() };
                    Self::images_file(&below)
                }
                None => {
                    let help = "write the first version by hand: its images cannot be guessed";
                    return self.refuse(
                        &file,
                        Refusal::new(
                            format!("there is no version that `{version}` could be made from"),
                            help,
                        ),
                    );
                }
            },
        };
        let (lines, like, newline, head) = self.edit(&from, |page, _| block(page, addition, is_new))?;
        let mut told = vec![format!("`{version}` is made from `{like}`")];
        if is_new {
            let head = head.replace(&from_minor(&from), &version.minor_name());
            self.create(&file, format!("{head}{lines}"));
            told.push(format!("{} is a new minor", version.minor_name()));
            told.extend(self.take_from_below(version)?);
        } else {
            self.edit(&file, |page, splices| insert(page, version, &lines, newline, splices))?;
        }
        if !addition.bounds.is_empty() {
            let of = if is_new { version.minor_name() } else { version.to_string() };
            told.extend(self.set_bounds(&of, &addition.bounds)?);
        }
        told.extend(self.set_defaults(version, &addition.defaults)?);
        Ok(told)
    }

    pub(super) fn set_images(
        &mut self,
        version: &str,
        images: &[(String, String)],
    ) -> Result<Vec<String>, NotEditedTree> {
        let Some(number) = RkeVersion::parse(version) else { return Ok(Vec::new()) };
        self.edit(&Self::images_file(&number), |page, splices| {
            let (_, pair) = named(page, version)?;
            let pairs = page.document.pairs(pair.value);
            let mut told = Vec::new();
            for (field, image) in fields(page, pair, images)? {
                match pairs.iter().rev().find(|pair| pair.name == field) {
                    Some(pair) => {
                        let old = page.written(pair.value).value.as_str().unwrap_or_default();
                        if old == image {
                            continue;
                        }
                        if let Some(anchor) = page.written(pair.value).anchor {
                            let name = page.name_of(anchor);
                            let help = format!(
                                "write `{field}` without `&{name}` by hand, and its image where it is used"
                            );
                            return Err(Refusal::new(
                                format!("`{field}` gives its image to others, as `{name}`"),
                                help,
                            )
                            .at(page.range(pair.value), "here"));
                        }
                        if image.is_empty() {
                            splices.replace(page.lines_of(pair), "");
                            told.push(format!("`{field}` of `{version}` goes"));
                            continue;
                        }
                        splices.replace(page.inner(pair.value), page.requoted(pair.value, &image));
                        told.push(format!("`{field}` of `{version}`: {old} → {image}"));
                    }
                    None if image.is_empty() => {}
                    None => {
                        let (Form::Map { flow: false, pairs }, Some(last)) =
                            (&page.written(pair.value).form, pairs.last())
                        else {
                            return Err(Refusal::odd(page.range(pair.value), "the images are not a block"));
                        };
                        let column = page.column(pairs[0].key.range().start);
                        splices.insert(
                            page.lines_of(last).end,
                            format!("{}{field}: {image}{}", " ".repeat(column), page.newline),
                        );
                        told.push(format!("`{field}` of `{version}`: {image}"));
                    }
                }
            }
            Ok(told)
        })
    }

    pub(super) fn rename(
        &mut self,
        from: &RkeVersion,
        to: &RkeVersion,
    ) -> Result<Vec<String>, NotEditedTree> {
        let file = Self::images_file(from);
        if from.minor() != to.minor() || from.kind != to.kind {
            let help = "add it as a version of its own";
            return self.refuse(
                &file,
                Refusal::new(format!("`{from}` cannot become `{to}`, which is of another minor"), help),
            );
        }
        self.edit(&file, |page, splices| {
            let (_, pair) = named(page, &from.to_string())?;
            if let Some((_, other)) = versions(page).find(|(version, _)| version == to) {
                return Err(Refusal::new(format!("`{to}` is there already"), "remove one of the two")
                    .at(other.key.range(), "here"));
            }
            splices.replace(pair.key.range(), quoted_like(page, pair, &to.to_string()));
            // Its own hyperkube image goes with it.
            let image = page
                .document
                .pairs(pair.value)
                .iter()
                .find(|pair| pair.name == ImageField::Kubernetes.name());
            if let Some(image) = image
                && let Some(old) = page.written(image.value).value.as_str()
                && let Some(repository) = old.strip_suffix(&format!(":{}", from.hyperkube()))
            {
                splices.replace(
                    page.inner(image.value),
                    page.requoted(image.value, &format!("{repository}:{}", to.hyperkube())),
                );
            }
            Ok(())
        })?;
        let mut told = vec![format!("`{from}` becomes `{to}`")];
        told.extend(self.follow_defaults(from, to)?);
        Ok(told)
    }

    pub(super) fn remove(&mut self, version: &RkeVersion) -> Result<Vec<String>, NotEditedTree> {
        self.edit(&Self::images_file(version), |page, splices| {
            let (_, pair) = named(page, &version.to_string())?;
            let lines = page.lines_of(pair);
            let anchors = page
                .document
                .anchors
                .all()
                .iter()
                .enumerate()
                .filter(|(_, anchor)| lines.contains(&anchor.at.range().start));
            for (nth, anchor) in anchors {
                let used = page.document.values.iter().any(|value| {
                    matches!(value.form, Form::Alias(of) if of == nth)
                        && !lines.contains(&value.span.range().start)
                });
                if used {
                    let help = "write what it gives to them by hand first";
                    return Err(Refusal::new(format!("others use `{}` of `{version}`", anchor.name), help)
                        .at(anchor.at.range(), "this"));
                }
            }
            if versions(page).count() == 1 {
                let help = "delete the file, and what the other files say of its minor";
                return Err(Refusal::new(format!("`{version}` is the only version of its minor"), help)
                    .at(pair.key.range(), "here"));
            }
            splices.replace(lines, "");
            Ok(vec![format!("`{version}` goes")])
        })
    }
}

/// `v1.26` of the file of its images.
fn from_minor(file: &str) -> String {
    file.trim_end_matches(".yaml").rsplit('/').next().unwrap_or_default().to_owned()
}

fn quoted_like(page: &Page<'_>, pair: &Pair<'_>, new: &str) -> String {
    match page.text[pair.key.range()].chars().next().filter(|c| matches!(c, '"' | '\'')) {
        Some(quote) => format!("{quote}{new}{quote}"),
        None => new.to_owned(),
    }
}

/// Puts the lines of a version behind the highest lower one.
fn insert(
    page: &Page<'_>,
    version: &RkeVersion,
    lines: &str,
    newline: &str,
    splices: &mut Splices,
) -> Result<(), Refusal> {
    if let Some((_, pair)) = versions(page).find(|(other, _)| other == version) {
        return Err(Refusal::new(
            format!("`{version}` is there already"),
            "change its images with `kdm release set`",
        )
        .at(pair.key.range(), "here"));
    }
    let below = versions(page)
        .filter(|(other, _)| other.rank() < version.rank())
        .max_by(|(a, _), (b, _)| a.rank().cmp(&b.rank()));
    let above = versions(page).min_by(|(a, _), (b, _)| a.rank().cmp(&b.rank()));
    let at = match (below, above) {
        (Some((_, pair)), _) => page.lines_of(pair).end,
        (None, Some((_, pair))) => page.lines_of(pair).start,
        (None, None) => page.text.len(),
    };
    let missing = if page.text[..at].ends_with('\n') || at == 0 { "" } else { newline };
    splices.insert(at, format!("{missing}{lines}"));
    Ok(())
}

/// The lines of a new version, which one it is made from, how lines end, and what stands above the versions of the file.
fn block(
    page: &Page<'_>,
    addition: &RkeAddition,
    is_new: bool,
) -> Result<(String, String, &'static str, String), Refusal> {
    let version = &addition.version;
    if let Some((_, pair)) = versions(page).find(|(other, _)| other == version) {
        return Err(Refusal::new(
            format!("`{version}` is there already"),
            "change its images with `kdm release set`",
        )
        .at(pair.key.range(), "here"));
    }
    let (number, like) = match &addition.like {
        Some(like) => named(page, like)?,
        None => {
            let below = versions(page).filter(|(other, _)| is_new || other.rank() < version.rank());
            let below = below.max_by(|(a, _), (b, _)| a.rank().cmp(&b.rank()));
            below.ok_or_else(|| {
                let help = "say which one it is made from, with `--like VERSION`";
                Refusal::new(format!("`{version}` is below all versions of its minor here"), help)
            })?
        }
    };
    let Form::Map { flow: false, pairs } = &page.written(like.value).form else {
        return Err(Refusal::odd(page.range(like.value), "the images are not a block"));
    };
    let mut images = addition.images.clone();
    let kubernetes = ImageField::Kubernetes.name();
    let old = page.written(like.value).value.fields().value(kubernetes).as_str().unwrap_or_default();
    if number.hyperkube() != version.hyperkube() && images.iter().all(|(field, _)| field != kubernetes) {
        let Some(repository) = old.strip_suffix(&format!(":{}", number.hyperkube())) else {
            let help = format!("say it with `--image {kubernetes}=IMAGE`");
            return Err(Refusal::new(
                format!("`{old}`, the Kubernetes image of `{number}`, does not tell that of `{version}`"),
                help,
            ));
        };
        images.push((kubernetes.to_owned(), format!("{repository}:{}", version.hyperkube())));
    }
    let images = fields(page, like, &images)?;
    let column = page.column(pairs.first().map_or(0, |pair| pair.key.range().start));
    let outer = page.column(like.key.range().start);
    let mut lines = vec![format!("{}{}:", " ".repeat(outer), quoted_like(page, like, &version.to_string()))];
    for pair in pairs {
        let set = images.iter().find(|(field, _)| !pair.is_merge && field == pair.name);
        let value = match set {
            Some((_, image)) if image.is_empty() => continue,
            Some((_, image)) => page.requoted(pair.value, image),
            None => page.text[page.inner(pair.value)].to_owned(),
        };
        lines.push(format!("{}{}: {value}", " ".repeat(column), pair.name));
    }
    for (field, image) in images
        .iter()
        .filter(|(field, image)| !image.is_empty() && pairs.iter().all(|pair| pair.name != field))
    {
        lines.push(format!("{}{field}: {image}", " ".repeat(column)));
    }
    let text = lines.into_iter().map(|line| line + page.newline).collect();
    let first = versions(page).map(|(_, pair)| page.lines_of(pair).start).min().unwrap_or_default();
    let comments = page.text[..first].split_inclusive('\n').take_while(|line| line.starts_with('#'));
    Ok((text, number.to_string(), page.newline, comments.collect()))
}

/// Fields and their images; a repository and a tag stand for all fields that have it.
fn fields(
    page: &Page<'_>,
    like: &Pair<'_>,
    images: &[(String, String)],
) -> Result<Vec<(String, String)>, Refusal> {
    let present = page.written(like.value).value.fields();
    let mut all = Vec::new();
    for (name, image) in images {
        if ImageField::by_name(name).is_some() {
            all.push((name.clone(), image.clone()));
            continue;
        }
        let of_repository = present.in_source_order().into_iter().filter(|entry| {
            let image = entry.node.value.as_str().and_then(|image| image.rsplit_once(':'));
            image.is_some_and(|(repository, _)| repository == name)
        });
        let before = all.len();
        all.extend(of_repository.map(|entry| (entry.key.to_owned(), format!("{name}:{image}"))));
        if all.len() == before {
            let mut known: Vec<&str> = ImageField::all().map(Named::name).collect();
            known.extend(
                present
                    .entries()
                    .iter()
                    .filter_map(|entry| Some(entry.node.value.as_str()?.rsplit_once(':')?.0)),
            );
            let or = "write a field like `etcd=IMAGE:TAG`, or a repository like `rancher/rke-tools=TAG`";
            let help = did_you_mean(name, known, or);
            return Err(Refusal::new(
                format!("`{name}` is neither a field of images nor a repository of `{}`", like.name),
                help,
            ));
        }
    }
    Ok(all)
}
