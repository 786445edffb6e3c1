/** A function of one number that computes each answer once. For the length of a search: answers are never let go. */
export const remembered = <T>(compute: (argument: number) => T): ((argument: number) => T) => {
  const answers = new Map<number, T>();
  return (argument) => {
    const known = answers.get(argument);
    if (known !== undefined) return known;
    const answer = compute(argument);
    answers.set(argument, answer);
    return answer;
  };
};
