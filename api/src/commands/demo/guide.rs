//! What the demo prints: where to look, who can log in, and a first story to copy.

use std::net::SocketAddr;

/// The guide, for the address that the demo listens on.
pub fn guide(address: SocketAddr) -> String {
    let url = format!("http://{address}");
    format!(
        r##"Linli is ready at {url}

GraphiQL: {url}/

Login codes. WeChat takes a code once, so write anything behind the dot: staff.1, staff.2 …
  resident.1    王秀英, resident of 桂花社区      volunteer.1   徐晓东, volunteer there
  party.1       赵卫国, party member in office    party3.1      周建军, who waits to be confirmed
  staff.1       林淑芬, staff of 桂花社区         grid.1        罗小军, grid worker
  street.1      黄志强, street administrator      city.1        city administrator
  liaison.1     高文静, liaison of the waterworks new-face.1    anybody else: a new account
  staff-lake.1 and resident5.1 belong to 翠湖社区 and see nothing of 桂花社区.

A first story: a resident wishes, staff approve, a volunteer claims. Copy it line by line (needs curl).

ask() {{ curl -s {url}/graphql -H 'content-type: application/json' -H "authorization: Bearer $TOKEN" -d "$1"; echo; }}
login() {{ curl -s {url}/graphql -H 'content-type: application/json' -d '{{"query":"mutation {{ login(input: {{ code: \"'$1.$(date +%s%N)'\" }}) {{ ... on Login {{ accessToken }} }} }}"}}' | sed 's/.*"accessToken":"\([^"]*\)".*/\1/'; }}
uuid() {{ cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen; }}
TOKEN=$(login resident)
WISH=$(ask '{{"query":"mutation {{ postWish(input: {{ requestId: \"'$(uuid)'\", kind: SERVICE, category: HOUSEHOLD, title: \"想请人修一下门铃\", text: \"按了不响，换过电池了。\" }}) {{ ... on Wish {{ id state }} ... on Refusal {{ code message }} }} }}"}}' | tee /dev/stderr | sed 's/.*"id":"\([^"]*\)".*/\1/')
TOKEN=$(login staff);     ask '{{"query":"mutation {{ approveWish(input: {{ requestId: \"'$(uuid)'\", wishId: \"'$WISH'\" }}) {{ ... on Wish {{ state openedAt }} ... on Refusal {{ code message }} }} }}"}}'
TOKEN=$(login volunteer); ask '{{"query":"mutation {{ claimWish(input: {{ requestId: \"'$(uuid)'\", wishId: \"'$WISH'\" }}) {{ ... on Wish {{ state claim {{ dueAt claimer {{ shownName }} }} }} ... on Refusal {{ code message }} }} }}"}}'
TOKEN=$(login party);     ask '{{"query":"mutation {{ claimWish(input: {{ requestId: \"'$(uuid)'\", wishId: \"'$WISH'\" }}) {{ ... on Wish {{ state }} ... on Refusal {{ code message }} }} }}"}}'
TOKEN=$(login resident);  ask '{{"query":"{{ wishes {{ edges {{ node {{ title urgency author {{ shownName }} grid {{ name }} }} }} }} noticeBoard {{ edges {{ node {{ pinned title }} }} }} }}"}}'

Ctrl-C stops it. The town stays in its folder; `linli demo --fresh` builds it anew."##
    )
}
