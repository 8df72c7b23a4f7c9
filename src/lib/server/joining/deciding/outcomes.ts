/** How a decision can end by what its participants said; the secretariat may also withdraw it. */
export type Outcome = 'approved' | 'declined' | 'no-quorum' | 'objected';
export type Choice = 'yes' | 'no' | 'abstain';

export interface Question {
  method: string;
  recommendation: string;
  quorum: number;
}

/**
 * What a decision comes to, or undefined while it goes on. `choices` are those of the participants who count: they hold
 * their role, and have not withdrawn for an interest; null is nothing said yet. The rules are the product's:
 *
 * - Consent: one objection ends it. Otherwise it is adopted at the deadline, or when all have said yes.
 * - Vote: it ends at the deadline, or when all have said something. Whoever said something counts for the quorum, also
 *   by abstaining; then more must have said yes than no. A paper for approval that gets no majority declines the
 *   applicant, for the committee has answered the question; a paper for declining that gets none goes back.
 * - Where nobody is left who may say something, it goes back to the secretariat.
 */
export function outcomeOf(question: Question, choices: (Choice | null)[], due: boolean): Outcome | undefined {
  const count = (choice: Choice) => choices.filter((each) => each === choice).length;
  const adopted = question.recommendation === 'approve' ? 'approved' : 'declined';
  const said = choices.filter((each) => each !== null).length;
  if (choices.length === 0) return 'no-quorum';
  if (question.method === 'consent') {
    if (count('no') > 0) return 'objected';
    return due || count('yes') === choices.length ? adopted : undefined;
  }
  if (!due && said < choices.length) return undefined;
  if (said < question.quorum) return 'no-quorum';
  if (count('yes') > count('no')) return adopted;
  return question.recommendation === 'approve' ? 'declined' : 'objected';
}

/** Whether the outcome is what the paper recommends, so that its reason for the applicant holds. */
export const isAdopted = (outcome: Outcome, { recommendation }: Pick<Question, 'recommendation'>): boolean =>
  outcome === (recommendation === 'approve' ? 'approved' : 'declined');
