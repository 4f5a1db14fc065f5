import { string } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, list } from '../lens/fields.ts';
import type { ValueOf } from '../lens/lens.ts';

const NAME = /^[A-Za-z0-9_]*$/;
const VALUE = /^[A-Za-z0-9_.:]+$/;

const parameter = element({ name: attr(string), value: attr(string) });

const referenceShape = {
  filter: attr(string, { absent: '', help: 'Name of the filter' }),
  parameters: list(parameter, { name: 'parameter', help: 'A variable of the filter; several with one name are a list' }),
};

/** Which filter, and the values of its variables. */
export type FilterReference = ValueOf<typeof referenceShape>;

/** `<filterref>`; parameters that no filter could use are dropped, and they come out by name. */
export const filterReference = element(referenceShape, {
  keep: true,
  parsed(value: FilterReference) {
    return { ...value, parameters: value.parameters.filter((one) => NAME.test(one.name ?? '-') && VALUE.test(one.value ?? '')) };
  },
  formatting(value: FilterReference) {
    const names = [...new Set(value.parameters.map((one) => one.name ?? ''))].sort();
    return { ...value, parameters: names.flatMap((name) => value.parameters.filter((one) => one.name === name)) };
  },
});
