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

/**
 * A function of an object and a text that keeps its latest answers for each object, at most so many: the text names all that goes in
 * beside the object.
 */
export const rememberedFor = <K extends object, T>(most: number): ((owner: K, text: string, compute: () => T) => T) => {
  const kept = new WeakMap<K, Map<string, T>>();
  return (owner, text, compute) => {
    let answers = kept.get(owner);
    if (answers === undefined) kept.set(owner, (answers = new Map<string, T>()));
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = compute();
    if (answers.size >= most) answers.clear();
    answers.set(text, answer);
    return answer;
  };
};
