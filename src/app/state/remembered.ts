/** A function that computes anew only where one of its arguments is another than the last time. */
export const remembered = <Args extends readonly unknown[], Value>(
  compute: (...args: Args) => Value,
): ((...args: Args) => Value) => {
  let last: { readonly args: Args; readonly value: Value } | null = null;
  return (...args) => {
    const { args: before } = last ?? {};
    if (last !== null && before?.length === args.length && args.every((arg, at) => Object.is(arg, before[at]))) {
      return last.value;
    }
    last = { args, value: compute(...args) };
    return last.value;
  };
};
