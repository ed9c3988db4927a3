//! What the demo prints: where to look, who can log in, and a first story to copy.

use std::net::SocketAddr;

/// Whom the links of the two clients log in: their codes, and who they are.
const APP: [(&str, &str); 4] = [
    ("resident", "王秀英, resident of 桂花社区"),
    ("volunteer", "徐晓东, volunteer there"),
    ("party", "赵卫国, party member in office"),
    ("new-face", "somebody new, from the first minute"),
];
const CONSOLE: [(&str, &str); 5] = [
    ("staff", "林淑芬, staff of 桂花社区"),
    ("grid", "罗小军, grid worker"),
    ("liaison", "高文静, liaison of the waterworks"),
    ("street", "黄志强, street administrator"),
    ("city", "city administrator"),
];

/// The links of the clients, each with a code that is good once and differs from start to start.
pub fn doors(address: SocketAddr, random: &[u8; 32]) -> String {
    let mut letters = random.iter().map(|byte| char::from(b"23456789abcdefghjkmnpqrstuvwxyz"[usize::from(byte % 31)]));
    let mut of = |place: &str, people: &[(&str, &str)]| {
        let link = |(code, who): &(&str, &str)| {
            let suffix: String = letters.by_ref().take(3).collect();
            // The name behind the link, because Chinese letters are wider than others.
            format!("  http://{address}/{place}/#demo={:<16} {who}\n", format!("{code}.{suffix}"))
        };
        people.iter().map(link).collect::<String>()
    };
    format!(
        "The app, for a phone or a narrow window. Each link logs in once:\n{}\nThe console, for a wide one:\n{}\n",
        of("app", &APP),
        of("console", &CONSOLE)
    )
}

/// The guide, for the address that the demo listens on, and with the links of the clients if there are any.
pub fn guide(address: SocketAddr, doors: &str) -> String {
    let url = format!("http://{address}");
    format!(
        r##"Linli is ready at {url}

{doors}GraphiQL: {url}/

Login codes for it. WeChat takes a code once, so write anything behind the dot: staff.1, staff.2 …
  resident.1    王秀英, resident of 桂花社区      volunteer.1   徐晓东, volunteer there
  party.1       赵卫国, party member in office    party3.1      周建军, who waits to be confirmed
  staff.1       林淑芬, staff of 桂花社区         grid.1        罗小军, grid worker
  street.1      黄志强, street administrator      city.1, city2.1   city administrators
  liaison.1     高文静, liaison of the waterworks new-face.1    anybody else: a new account
  staff-lake.1 and resident5.1 belong to 翠湖社区 and see nothing of 桂花社区.

One day, to copy line by line (needs curl): from a notice and a wish to points, a seat and the last bag of rice.

ask() {{ curl -s {url}/graphql -H 'content-type: application/json' -H "authorization: Bearer $TOKEN" -d "$1"; echo; }}
as() {{ TOKEN=$(curl -s {url}/graphql -H 'content-type: application/json' -d '{{"query":"mutation {{ login(input: {{ code: \"'$1.$(date +%s%N)'\" }}) {{ ... on Login {{ accessToken }} }} }}"}}' | sed 's/.*"accessToken":"\([^"]*\)".*/\1/'); }}
R() {{ echo 'requestId: \"'$(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)'\"'; }}
do_() {{ ask '{{"query":"mutation {{ '"$1"'(input: {{ '"$(R)$2"' }}) {{ __typename '"$3"' ... on Refusal {{ code message }} }} }}"}}'; }}
id() {{ tee /dev/stderr | sed 's/.*"id":"\([^"]*\)".*/\1/'; }}
as resident;  WISH=$(do_ postWish ', kind: SERVICE, category: HOUSEHOLD, title: \"想请人修一下门铃\", text: \"按了不响，换过电池了。\"' '... on Wish {{ id state }}' | id)
as staff;     do_ approveWish ', wishId: \"'$WISH'\"' '... on Wish {{ state }}'
as party;     do_ claimWish ', wishId: \"'$WISH'\", forMyUnit: true' '... on Wish {{ state claim {{ dueAt unit {{ name }} }} }}'
as party2;    do_ claimWish ', wishId: \"'$WISH'\", forMyUnit: true' '... on Wish {{ state }}'
as party;     do_ fulfilWish ', wishId: \"'$WISH'\", text: \"换了新门铃\"' '... on Wish {{ state }}'
as resident;  do_ confirmWish ', wishId: \"'$WISH'\", rating: 5' '... on Wish {{ state timeline {{ kind at }} }}'
as volunteer; SHIFT=$(ask '{{"query":"{{ activities(first: 1) {{ edges {{ node {{ title shifts {{ id taken capacity }} }} }} }} }}"}}' | id)
SEAT=$(do_ signUp ', shiftId: \"'$SHIFT'\"' '... on SignUp {{ id state }}' | id)
as volunteer2; do_ signUp ', shiftId: \"'$SHIFT'\"' '... on SignUp {{ state position }}'
as volunteer; do_ cancelSignUp ', signUpId: \"'$SEAT'\"' '... on SignUp {{ state }}'
as staff;     CODE=$(ask '{{"query":"{{ node(id: \"'$SHIFT'\") {{ ... on Shift {{ checkInCode {{ digits until }} }} }} }}"}}' | tee /dev/stderr | sed 's/.*"digits":"\([^"]*\)".*/\1/')
as volunteer2; ask '{{"query":"{{ viewer {{ inboxUnreadCount inbox {{ edges {{ node {{ kind text aboutId toldAt }} }} }} }} }}"}}'
do_ markInboxRead '' '... on ReadInbox {{ unreadCount }}'
do_ checkIn ', shiftId: \"'$SHIFT'\", code: \"'$CODE'\"' '... on SignUp {{ state attendance {{ checkedInAt }} }}'
as party;     RICE=$(ask '{{"query":"{{ moralBank {{ goods(first: 1) {{ edges {{ node {{ id name pricePoints }} }} }} }} viewer {{ bankAccount {{ balance }} }} }}"}}' | id)
PICK=$(do_ redeemGoods ', goodsId: \"'$RICE'\"' '... on Redemption {{ code points }}' | tee /dev/stderr | sed 's/.*"code":"\([0-9]*\)".*/\1/')
as resident;  do_ redeemGoods ', goodsId: \"'$RICE'\"' '... on Redemption {{ code }}'
as staff;     do_ handOutGoods ', code: \"'$PICK'\"' '... on Redemption {{ state goodsName }}'
as liaison;   UNIT=$(ask '{{"query":"{{ viewer {{ roles {{ node {{ ... on Unit {{ id name }} }} }} }} }}"}}' | id)
TODAY=$(TZ=Asia/Shanghai date +%F); ask '{{"query":"{{ unitRecord(unitId: \"'$UNIT'\", from: \"'$TODAY'\", to: \"'$TODAY'\") {{ edges {{ node {{ person {{ shownName }} reportIns checkIns minutes wishes }} }} }} }}"}}'
SHEET=$(do_ makeUnitRecordSpreadsheet ', unitId: \"'$UNIT'\", from: \"'$TODAY'\", to: \"'$TODAY'\"' '... on Spreadsheet {{ id title state }}' | id); sleep 2
curl -s -o /tmp/linli-record.xlsx "$(ask '{{"query":"{{ node(id: \"'$SHEET'\") {{ ... on Spreadsheet {{ state rowsDone url }} }} }}"}}' | tee /dev/stderr | sed 's/.*"url":"\([^"]*\)".*/\1/')"
as volunteer; do_ issueCertificate ', from: \"2020-01-01\", to: \"'$TODAY'\"' '... on Certificate {{ number minutes shifts url verifyUrl }}'
do_ renewFeedAddress ', kind: PLAN' '... on Feed {{ url }}'
do_ renewFeedAddress ', kind: NOTICES' '... on Feed {{ url }}'
as staff;     ask '{{"query":"{{ wishReviewQueue {{ edges {{ node {{ title textCheck }} }} }} moderationQueue {{ edges {{ node {{ id kind title text textState reports {{ reason note }} }} }} }} }}"}}'
as street;    ROLE=$(ask '{{"query":"{{ proposals {{ edges {{ node {{ id state member {{ shownName }} area {{ name }} what {{ ... on ProposedRole {{ role }} }} proposedBy {{ shownName }} }} }} }} }}"}}' | id)
do_ decideProposal ', proposalId: \"'$ROLE'\", carryOut: true, reason: \"情况属实\"' '... on Proposal {{ state decidedBy {{ shownName }} }}'
as resident;  ask '{{"query":"{{ noticeBoard {{ edges {{ node {{ pinned title }} }} }} moralBank {{ balanceSheet {{ issued withMembers onHold redeemed addsUp }} }} }}"}}'

A certificate is a PDF at `url`, once fonts-noto-cjk is installed; anybody verifies its number at `verifyUrl`, or at {url}/certificates. The addresses of
feeds go into the calendar of a phone (.ics) and into a feed reader (.atom).

Live screens are subscriptions over graphql-transport-ws at the same address: boardChanged, openWishesChanged, checkInCode, inboxArrived. With
Node.js 22 or newer, this prints the board now and whenever it changes (publish a notice to see it):
as resident;  node -e 'const s = new WebSocket("ws://{address}/graphql", "graphql-transport-ws"); s.onopen = () => s.send(JSON.stringify({{type: "connection_init", payload: {{authorization: "Bearer '$TOKEN'"}}}})); s.onmessage = m => {{ const d = JSON.parse(m.data); d.type == "connection_ack" ? s.send(JSON.stringify({{type: "subscribe", id: "1", payload: {{query: "subscription {{ boardChanged {{ notices(first: 3) {{ title }} }} }}"}}}})) : console.log(m.data) }}'

Ctrl-C stops it. The town stays in its folder; `linli demo --fresh` builds a new one."##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_person_has_a_link_that_is_another_one_at_each_start() {
        let address = "127.0.0.1:8080".parse().expect("an address");
        let mut random = [7; 32];
        let first = doors(address, &random);
        for (place, people) in [("app", &APP[..]), ("console", &CONSOLE[..])] {
            for (code, _) in people {
                assert!(first.contains(&format!("http://127.0.0.1:8080/{place}/#demo={code}.")), "{first}");
            }
        }
        random.iter_mut().zip(0..).for_each(|(byte, n)| *byte = n);
        let second = doors(address, &random);
        let links = |text: &str| text.lines().filter(|it| it.contains("#demo=")).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(links(&first).len(), 9);
        assert!(links(&first).iter().all(|link| !second.contains(link)), "{second}");
        assert!(guide(address, &first).find(&first) < guide(address, &first).find("GraphiQL"), "first of all");
    }
}
