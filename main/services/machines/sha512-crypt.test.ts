import { expect, it } from 'vitest';
import { sha512Crypt } from './sha512-crypt.ts';

// The hashes are what `openssl passwd -6` makes of the same passwords and salts.
it.each([
  ['secret', 'saltstring', '$6$saltstring$AIsRs/Ee56G/tC8MEHhvReZTfx8u3rXXMl6eYrjCG9ibix19DxoMBLogdTET5Ukw9Sf7eZTITsuk0Ry5qulYz.'],
  ['a', 'saltstring', '$6$saltstring$MO53nAXQUKXVLlsbiXyPgMsR6q10N7eF7sPvanwdXnEeCj5kE3eYaRvFv0wVW1UZ4SnNTzc1v4OCOq1ASDQZY0'],
  ['Grüße, lange Sätze aus mehr als vierundsechzig Zeichen: eins zwei drei vier fünf', 'saltstring', '$6$saltstring$4.k831a19fFRdom6FS1n4.Nciuy5p8aoNDqtkgVFKHFhIAETQVahaJK5pBgR1cJKY5u19rfCnKDJYprz7WoS70'],
])('hashes %s as others do', (password, salt, hash) => {
  expect(sha512Crypt(password, salt)).toBe(hash);
});

it('takes another salt each time', () => {
  expect(sha512Crypt('x')).toMatch(/^\$6\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/);
  expect(sha512Crypt('x')).not.toBe(sha512Crypt('x'));
});
