import { api } from '@/api';
import { DecideProposalDocument, ProposalsDocument, type ProposalsQuery } from '@/gql/graphql';
import { Page } from '@/patterns/Page';
import { Queue } from '@/patterns/Queue';
import { usePages } from '@/patterns/usePages';
import { useViewer } from '@/viewer';
import { day, dot, minutes, moment, since, t, w } from '@/words';

type Proposal = ProposalsQuery['proposals']['edges'][number]['node'];

function told({ what }: Proposal): string {
  switch (what.__typename) {
    case 'ProposedRole':
      return t(`担任${what.node.name}的${w('Role', what.role)}`, `becomes ${w('Role', what.role)} of ${what.node.name}`);
    case 'ProposedVoiding':
      return t(`作废 ${day(what.day)}“${what.title}”${minutes(what.minutes)}`, `void ${minutes(what.minutes)} of “${what.title}”, ${day(what.day)}`);
    case 'ProposedEntering':
      return t(`补记 ${day(what.day)}“${what.title}”${minutes(what.minutes)}，${what.points}分`, `enter ${minutes(what.minutes)} of “${what.title}”, ${what.points} points`);
    case 'ProposedAward':
      return t(`“${what.deed}”奖励${what.points}分`, `${what.points} points for “${what.deed}”`);
    default:
      return t('这一项请刷新后再看', 'Reload to see this one');
  }
}

/** What needs a second person. */
export default function Proposals() {
  const viewer = useViewer();
  const mine = (one: Proposal) => one.proposedBy.id === viewer.id;
  const pages = usePages(['proposals'], async (after) => (await api.ask(ProposalsDocument, { after })).proposals, 25_000);
  const decide = (carryOut: boolean) => (one: Proposal, reason: string) => api.act(DecideProposalDocument, `decideProposal:${one.id}`, { proposalId: one.id, carryOut, reason });
  return (
    <Page title={t('复核', 'Second person')}>
      <Queue
        pages={pages}
        empty={t('没有等待复核的事项。', 'Nothing waits for a second person.')}
        line={(one) => ({ title: `${one.member.shownName} · ${told(one)}`, aside: since(one.proposedAt), under: dot([one.area.name, one.proposedBy.shownName]) })}
        item={(one) => (
          <div className="stack">
            <h1>{one.member.shownName}</h1>
            <p style={{ fontSize: 16 }}>{told(one)}</p>
            {one.reason && <p className="pre">{one.reason}</p>}
            <p className="soft">{t(`${one.proposedBy.shownName} 于${moment(one.proposedAt)}提出，${moment(one.expiresAt)}前有效`, `Proposed by ${one.proposedBy.shownName} ${moment(one.proposedAt)}, good until ${moment(one.expiresAt)}`)}</p>
          </div>
        )}
        decisions={[
          { key: 'a', label: t('同意', 'Agree'), primary: true, when: (one) => !mine(one), reasons: [t('情况属实', 'It is so')], decide: decide(true) },
          { key: 'r', label: t('不同意', 'Decline'), danger: true, when: (one) => !mine(one), reasons: [t('情况不符', 'It is not so')], decide: decide(false) },
          { key: 'u', label: t('收回我的提议', 'Take mine back'), when: mine, reasons: [t('填错了', 'A mistake')], decide: decide(false) },
        ]}
      />
    </Page>
  );
}
