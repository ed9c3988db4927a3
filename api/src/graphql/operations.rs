//! The table of all operations, for people: `docs/operations.md`.

use domain::features::FEATURES;
use domain::live::change::{Screen, Shows};
use domain::operation::Operation;
use domain::rates::{ACTS, QUERIES, Rate};
use domain::rule::Rule;
use domain::screens::purpose::ScreenPurpose;

use super::GUARDED;

const HEAD: &str = "\
# Operations

What can be asked of Linli and done, feature by feature: for whom, how often, and what the audit log tells of. Each
line is declared in the code of its feature; this page is printed from there (`linli schema --operations`).

- **For**: whether an operation is allowed also depends on its object. `–`: no field of the API; a file, the command
  line, timed work, or what follows from another operation.
- **How often**: this many at once, and one more each time the pause has passed. Operations with the same allowance
  count together.
- **Audit log**: an entry of this name is kept when it is done. What is refused to somebody is recorded in any case.
- **Screens**: which live screens are refreshed when it is done.
- **Halls**: on screens of halls that are for this it can be asked; on all others it is forbidden.
";

/// All operations and all guarded parts of the schema, in Markdown.
pub fn table() -> String {
    let mut lines = vec![
        HEAD.to_owned(),
        "| Operation | Feature | For | How often | Audit log | Screens | Halls |\n|---|---|---|---|---|---|---|".into(),
    ];
    for (feature, operations) in FEATURES {
        lines.extend(operations.iter().map(|operation| line(feature, operation)));
    }
    let (acts, queries) = (often(ACTS.rate), often(QUERIES));
    lines.push(format!("\nAll mutations of a member together: {acts}. Queries, at each process: {queries}.\n"));
    lines.push("## Guarded parts of the schema\n\n| Type or field | For |\n|---|---|".into());
    let guarded = GUARDED.iter().flat_map(|guarded| *guarded);
    lines.extend(guarded.map(|(name, rule)| format!("| `{name}` | {} |", whom(*rule))));
    lines.join("\n") + "\n"
}

fn line(feature: &str, Operation { name, rule, limit, recorded, shows, screens }: &Operation) -> String {
    let limit = limit.map_or(String::new(), |limit| {
        let shared = if limit.of == *name { String::new() } else { format!(", of allowance `{}`", limit.of) };
        often(limit.rate) + &shared
    });
    let act = if *recorded { format!("`{name}`") } else { String::new() };
    let shown = shows.map_or("", screen);
    let halls = screens.iter().map(|purpose| hall(*purpose)).collect::<Vec<_>>().join(", ");
    format!("| `{name}` | {feature} | {} | {limit} | {act} | {shown} | {halls} |", rule.map_or("–", whom))
}

fn hall(purpose: ScreenPurpose) -> &'static str {
    match purpose {
        ScreenPurpose::Board => "board",
        ScreenPurpose::OpenWishes => "open wishes",
        ScreenPurpose::CheckInCodes => "check-in codes",
    }
}

fn screen(shows: Shows) -> &'static str {
    match shows.screen() {
        Screen::Board => "boards",
        Screen::OpenWishes => "open wishes",
        Screen::Inbox => "inboxes",
        Screen::Right => "screens of halls",
    }
}

fn often(rate: Rate) -> String {
    match (rate.each / 1000, rate.at_once) {
        (pause @ 60_000.., most) if pause % 60_000 == 0 => format!("{most}, then one every {} min", pause / 60_000),
        (pause @ 1000.., most) => format!("{most}, then one every {} s", pause / 1000),
        (pause, most) => format!("{most}, then one every {pause} ms"),
    }
}

fn whom(rule: Rule) -> &'static str {
    match rule {
        Rule::Everybody => "everybody, also without a login",
        Rule::LoggedIn => "everybody who is logged in",
        Rule::Oneself => "the member, about themselves",
        Rule::WhoSeesIt => "those who see the object",
        Rule::Community => "people of the community, and staff of the areas above",
        Rule::Resident => "members with a home community",
        Rule::Helper => "volunteers and confirmed party members, in their home community",
        Rule::PartyMember => "confirmed party members, in their home community",
        Rule::Author => "the author of the wish",
        Rule::Claimer => "the member who holds the claim",
        Rule::Owner => "the member it belongs to",
        Rule::OwnerOrStaff => "the member it belongs to, and staff who administer the place",
        Rule::Leader => "the captain of the activity's team, and staff who administer the community",
        Rule::OwnerOrLeader => "the member whose sign-up it is, and those who lead the activity",
        Rule::TeamOrStaff => "members of the team, and staff who administer the community",
        Rule::Liaison => "liaisons of the unit, and staff who administer it",
        Rule::Staff => "staff who administer the place",
        Rule::Overseer => "administrators of the street or city",
        Rule::CityAdmin => "administrators of a city",
    }
}
