//! A walk through the forms of a door: each is sent what people send who mean no good, and what is wrong with an answer is noted.

use std::collections::{BTreeMap, BTreeSet};

use http::StatusCode;

use crate::forms::{Field, Form, Kind, forms_of, lost};
use crate::hostile::{SCRIPT_TAG, envelopes, multipart, sendings};

/// Most forms of one address that are tried: those of other fields and buttons.
const MOST_OF_ONE: usize = 2;

/// A form where it stands.
#[derive(Clone, Debug)]
pub struct Stood<By> {
    /// What its address is called.
    pub name: &'static str,
    /// The page that shows it; empty where none does.
    pub page: String,
    /// The form.
    pub form: Form,
    /// Who sees it.
    pub by: By,
}

/// What a door answers.
#[derive(Clone, Debug)]
pub struct Answer {
    /// How it went.
    pub status: StatusCode,
    /// Where it leads; empty where it leads nowhere.
    pub location: String,
    /// What it says.
    pub body: String,
    /// Whether a browser reads it as a page: what a file holds is not run.
    pub is_page: bool,
}

/// A door, with those who come to it.
pub trait Door {
    /// Who comes by.
    type By: Copy;
    /// What everybody writes where their password is asked for.
    const PASSWORD: &'static str;

    /// What an address is called; nothing where no form may lead.
    fn name_of(address: &str) -> Option<&'static str>;

    /// Looks at a page.
    fn get(&mut self, by: Self::By, page: &str) -> impl Future<Output = Answer>;

    /// Sends a form without files.
    fn post(
        &mut self,
        by: Self::By,
        at: &str,
        fields: &[(&str, &str)],
    ) -> impl Future<Output = Answer>;

    /// Sends a body with what it says that it is.
    fn send(
        &mut self,
        by: Self::By,
        at: &str,
        kind: &str,
        body: Vec<u8>,
    ) -> impl Future<Output = Answer>;

    /// Whether somebody's words stand in the form again when it is refused.
    fn gives_back(&self, by: Self::By) -> bool;

    /// What is wrong with an answer at this door alone; `is_form` where a form was sent and no other body.
    fn complaint(&self, stood: &Stood<Self::By>, answer: &Answer, is_form: bool) -> Option<String>;
}

/// What an address is called, of names with their patterns: the one that leaves the least to be filled in.
#[must_use]
pub fn nearest(
    patterns: impl Iterator<Item = (&'static str, &'static str)>,
    address: &str,
) -> Option<&'static str> {
    let path = address.split('?').next().unwrap_or_default();
    let fits = |pattern: &str| {
        let (theirs, own) = (pattern.split('/'), path.split('/'));
        theirs.clone().count() == own.clone().count()
            && theirs
                .zip(own)
                .all(|(theirs, own)| theirs == own || theirs.starts_with('{') && !own.is_empty())
    };
    patterns
        .filter(|(_, pattern)| fits(pattern))
        .min_by_key(|(_, pattern)| pattern.matches('{').count())
        .map(|(name, _)| name)
}

/// Walks through the forms and notes what is wrong with their answers.
pub struct Walk<D: Door> {
    /// Where it walks.
    pub door: D,
    /// What is wrong.
    pub faults: BTreeSet<String>,
    /// The names of addresses of which any answer knew the thing.
    pub known: BTreeSet<&'static str>,
    /// How many answers were read.
    pub read: usize,
    /// How many of them to something that was sent.
    pub sent: usize,
    found: BTreeMap<&'static str, Vec<Stood<D::By>>>,
}

impl<D: Door> Walk<D> {
    /// A walk that begins.
    #[must_use]
    pub fn new(door: D) -> Self {
        Self {
            door,
            faults: BTreeSet::new(),
            known: BTreeSet::new(),
            read: 0,
            sent: 0,
            found: BTreeMap::new(),
        }
    }

    /// Looks at a page, and says why when something is wrong with it.
    pub async fn look(&mut self, by: D::By, page: &str, why: &str) -> Answer {
        let answer = self.door.get(by, page).await;
        self.judge(&format!("GET {page}"), &answer, why);
        answer
    }

    /// Looks at a page and keeps its forms in mind.
    pub async fn collect(&mut self, by: D::By, page: &str) {
        let answer = self.look(by, page, "").await;
        for form in forms_of(&answer.body, D::PASSWORD) {
            let Some(name) = D::name_of(&form.at) else {
                let fault = format!("{page}: a form leads nowhere: {}", form.at);
                self.faults.insert(fault);
                continue;
            };
            let held = self.found.entry(name).or_default();
            let is_there = held.iter().any(|one| one.form.names() == form.names());
            if !is_there && held.len() < MOST_OF_ONE {
                held.push(Stood {
                    name,
                    page: page.to_owned(),
                    form,
                    by,
                });
            }
        }
    }

    /// Keeps a form in mind that no page shows, by the names of its fields, where none of its name was met.
    pub fn add(&mut self, by: D::By, name: &'static str, at: Option<String>, fields: &[&str]) {
        let field = |name: &&str| Field {
            name: (*name).to_owned(),
            value: "1".to_owned(),
            kind: Kind::Text,
        };
        let stood = at.map(|at| Stood {
            name,
            page: String::new(),
            form: Form {
                at,
                has_files: false,
                fields: fields.iter().map(field).collect(),
            },
            by,
        });
        self.found
            .entry(name)
            .or_insert_with(|| Vec::from_iter(stood));
    }

    /// The forms that are kept in mind; last those of `late`, after which others are not to be done any more.
    pub fn forms(&mut self, late: &[&str]) -> Vec<Stood<D::By>> {
        let found = std::mem::take(&mut self.found);
        let mut all: Vec<Stood<D::By>> = found.into_values().flatten().collect();
        all.sort_by_key(|stood| late.contains(&stood.name));
        all
    }

    /// The same form as it stands now; nothing where it does so no more.
    pub async fn again(&mut self, stood: &Stood<D::By>) -> Option<Form> {
        if stood.page.is_empty() {
            return Some(stood.form.clone());
        }
        let page = self.door.get(stood.by, &stood.page).await;
        let names = stood.form.names();
        let mut all = forms_of(&page.body, D::PASSWORD).into_iter();
        all.find(|form| D::name_of(&form.at) == Some(stood.name) && form.names() == names)
    }

    /// Everything for one form.
    pub async fn pester(&mut self, stood: &Stood<D::By>, turn: usize) {
        let mut form = stood.form.clone();
        for sending in sendings(&stood.form, turn) {
            let sent = sending.of(&form);
            let answer = self.send(stood, &sent).await;
            let is_refused = answer.status == StatusCode::UNPROCESSABLE_ENTITY;
            // Nobody typed what a script sends.
            let is_typed = !stood.page.is_empty() && self.door.gives_back(stood.by);
            if sending.is_read_again && is_refused && is_typed {
                self.compare(stood, &sent, &answer);
            }
            let is_done = answer.status == StatusCode::SEE_OTHER || answer.status == StatusCode::OK;
            if is_done {
                match self.again(stood).await {
                    Some(now) => form = now,
                    None => return,
                }
            }
        }
    }

    /// Sends a form.
    pub async fn send(&mut self, stood: &Stood<D::By>, form: &Form) -> Answer {
        let answer = if form.has_files {
            let (kind, body) = multipart(form);
            self.door.send(stood.by, &form.at, kind, body).await
        } else {
            self.door.post(stood.by, &form.at, &form.pairs()).await
        };
        let shown: Vec<String> = form
            .fields
            .iter()
            .map(|field| format!("{}={:.60}", field.name, field.value))
            .collect();
        self.judge_sent(stood, &answer, &shown.join("&"), true);
        answer
    }

    /// Sends bodies that are no form of this kind at all.
    pub async fn send_envelopes(&mut self, stood: &Stood<D::By>) {
        for (kind, body) in envelopes() {
            let said = format!("{kind}, {} bytes", body.len());
            let at = &stood.form.at;
            let answer = self.door.send(stood.by, at, kind, body).await;
            self.judge_sent(stood, &answer, &said, false);
        }
    }

    /// Notes that no form for an address was met.
    pub fn miss(&mut self, name: &str) {
        let say = "no page of anything that the test has shows a form for it: make what it is about, or name its fields";
        self.faults.insert(format!("{name}: {say}"));
    }

    fn judge_sent(&mut self, stood: &Stood<D::By>, answer: &Answer, sent: &str, is_form: bool) {
        self.sent += 1;
        if answer.status != StatusCode::NOT_FOUND {
            self.known.insert(stood.name);
        }
        let what = format!("POST {} ({})", stood.name, stood.page);
        self.judge(&what, answer, sent);
        if let Some(complaint) = self.door.complaint(stood, answer, is_form) {
            let fault = format!("{what} {sent:.500}: {complaint}");
            self.faults.insert(fault);
        }
    }

    /// A refusal, or something lawful that was done; and no script.
    fn judge(&mut self, what: &str, answer: &Answer, sent: &str) {
        self.read += 1;
        let status = answer.status;
        if !(status.is_client_error() || status.is_redirection() || status.is_success()) {
            let fault = format!("{what} {sent:.500}: {status}");
            self.faults.insert(fault);
        }
        if answer.is_page && answer.body.contains(SCRIPT_TAG) {
            let fault = format!("{what} {sent:.500}: script");
            self.faults.insert(fault);
        }
    }

    /// What was typed stands in the form again, where there still is one.
    fn compare(&mut self, stood: &Stood<D::By>, sent: &Form, answer: &Answer) {
        let mut forms = forms_of(&answer.body, D::PASSWORD).into_iter();
        if !forms.any(|form| D::name_of(&form.at) == Some(stood.name)) {
            return;
        }
        for (field, stands) in lost(sent, &answer.body) {
            let fault = format!(
                "POST {} ({}): {field} is lost, {stands:?} stands there",
                stood.name, stood.page
            );
            self.faults.insert(fault);
        }
    }
}
