// What is pasted into Invite: lists of mail programs, rows of spreadsheets, one address a line.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPeople } from '../../../preload/people-text/read-people.ts';

const ann = { email: 'ann@firm.com', firstName: '', lastName: '', phone: '' };
const tom = { email: 'tom@firm.com', firstName: '', lastName: '', phone: '' };
const annVance = { ...ann, firstName: 'Ann', lastName: 'Vance' };
const tomBrien = { ...tom, firstName: 'Tom', lastName: 'Brien' };

describe('addresses alone', () => {
  test.each([
    'ann@firm.com',
    '  ann@firm.com  ',
    'ann@firm.com.',
    '"ann@firm.com"',
    "'ann@firm.com'",
    '“ann@firm.com”',
    '„ann@firm.com“',
    '«ann@firm.com»',
    '‘ann@firm.com’',
    '(ann@firm.com)',
    '[ann@firm.com]',
    '<ann@firm.com>',
    'mailto:ann@firm.com',
    '<mailto:ann@firm.com>',
    'mailto:ann@firm.com?subject=Hello',
    '[ann@firm.com](mailto:ann@firm.com)',
    "'ann@firm.com' <ann@firm.com>",
    '"ann@firm.com" <ann@firm.com>',
    'ann@firm.com <ann@firm.com>',
    '\uFEFFann@firm.com',
    'ann@fi\u00ADrm.com',
    'ann＠firm.com',
    'ａｎｎ@firm.com',
    'ann@ﬁrm.com',
    '\u2066ann@firm.com\u2069',
    'a\uFE0Fnn@firm.com',
    '- ann@firm.com',
    '• ann@firm.com',
    '1. ann@firm.com',
    'ann@firm.com\u00A0',
    'ann@firm.com, ANN@firm.com',
  ])('%s is one person', (text) => {
    expect(readPeople(text)).toEqual({ people: [ann], leftOut: [] });
  });

  test.each([
    'ann@firm.com tom@firm.com',
    'ann@firm.com,tom@firm.com',
    'ann@firm.com, tom@firm.com,',
    'ann@firm.com; tom@firm.com;',
    'ann@firm.com\ntom@firm.com\n',
    'ann@firm.com\r\ntom@firm.com',
    'ann@firm.com\rtom@firm.com',
    'ann@firm.com\ttom@firm.com',
    'ann@firm.com\u2028tom@firm.com',
    'ann@firm.com，tom@firm.com',
    'ann@firm.com|tom@firm.com',
    '"ann@firm.com",tom@firm.com',
    '"ann@firm.com";"tom@firm.com"',
    '"ann@firm.com,tom@firm.com"',
    '<ann@firm.com><tom@firm.com>',
    'ann@firm.com tom@firm.com ann@firm.com',
  ])('%j is two people', (text) => {
    expect(readPeople(text)).toEqual({ people: [ann, tom], leftOut: [] });
  });

  test('an apostrophe inside an address stays, and a typographic one becomes plain', () => {
    expect(readPeople("o'brien@firm.com d’arcy@firm.com").people.map(({ email }) => email)).toEqual([
      "o'brien@firm.com",
      "d'arcy@firm.com",
    ]);
  });
});

describe('addresses with names', () => {
  test.each([
    'Ann Vance <ann@firm.com>',
    '"Ann Vance" <ann@firm.com>',
    "'Ann Vance' <ann@firm.com>",
    '"Vance, Ann" <ann@firm.com>',
    'Vance, Ann <ann@firm.com>',
    'Ann Vance (ann@firm.com)',
    'Ann Vance [ann@firm.com]',
    'Ann Vance ann@firm.com',
    'ann@firm.com (Ann Vance)',
    'ann@firm.com Ann Vance',
    'Ann Vance, ann@firm.com',
    'Ann,Vance,ann@firm.com',
    'ann@firm.com;Ann;Vance',
    'Ann\tVance\tann@firm.com',
    'Ann Vance\tann@firm.com',
    'Vance, Ann\tann@firm.com',
    '"Vance, Ann",ann@firm.com',
    '\tAnn\t\tVance\tann@firm.com\t',
    'Ann Vance <ann@firm.com>;',
    'Ann Vance <mailto:ann@firm.com>',
    'Ann Vance: ann@firm.com',
    'Ann Vance / ann@firm.com',
  ])('%j is Ann Vance', (text) => {
    expect(readPeople(text)).toEqual({ people: [annVance], leftOut: [] });
  });

  test.each([
    'Ann Vance <ann@firm.com>, Tom Brien <tom@firm.com>',
    'Vance, Ann <ann@firm.com>; Brien, Tom <tom@firm.com>',
    'Vance, Ann <ann@firm.com>, Brien, Tom <tom@firm.com>',
    '"Vance, Ann" <ann@firm.com>,"Brien, Tom" <tom@firm.com>',
    'Ann Vance <ann@firm.com> Tom Brien <tom@firm.com>',
    'Ann Vance ann@firm.com, Tom Brien tom@firm.com',
    'ann@firm.com (Ann Vance), tom@firm.com (Tom Brien)',
    'ann@firm.com (Ann Vance) tom@firm.com (Tom Brien)',
    'Ann Vance (ann@firm.com); Tom Brien (tom@firm.com)',
    'Ann Vance\tann@firm.com\nTom Brien\ttom@firm.com',
    'Vance, Ann <ann@firm.com>,\n Brien, Tom <tom@firm.com>',
  ])('%j is Ann Vance and Tom Brien', (text) => {
    expect(readPeople(text)).toEqual({ people: [annVance, tomBrien], leftOut: [] });
  });

  // What stands in a message or a signature beside a name is listed, and is no name.
  test.each([
    ['To: Ann Vance <ann@firm.com>', ['To']],
    ['Cc: Ann Vance <ann@firm.com>', ['Cc']],
    ['Ann Vance <ann@firm.com> wrote:', ['wrote']],
    ['Ann Vance, FCA <ann@firm.com>', ['FCA']],
    ['"Ann Vance, MBA, Ph.D." <ann@firm.com>', ['MBA, Ph.D.']],
    ['Ann Vance, Jr. <ann@firm.com>', ['Jr.']],
    ['ann@firm.com (Ann Vance, Finance Director)', ['Finance Director']],
    ['Ann Vance, Head of Payroll <ann@firm.com>', ['Head of Payroll']],
    ["'Ann Vance' via Accounts <ann@firm.com>", ['Accounts']],
    ['Ann Vance ann@firm.com - Thanks!', ['Thanks!']],
  ])('%j is Ann Vance, and %j is left out', (text, words) => {
    expect(readPeople(text)).toEqual({
      people: [annVance],
      leftOut: words.map((word) => ({ text: word, why: 'not_used' })),
    });
  });
  test.each([
    'and',
    'or',
    'und',
    'tel.',
    'and also',
    'Please add',
    'Thanks!',
  ])('%j between addresses is nobody’s name', (word) => {
    const { people, leftOut } = readPeople(`ann@firm.com ${word} tom@firm.com`);
    expect(people.map(({ firstName, lastName }) => firstName + lastName)).toEqual(['', '']);
    expect(leftOut).toEqual([{ text: word, why: 'not_used' }]);
  });
  test('a family name of two words in capitals stays one', () => {
    expect(readPeople('DE VRIES, ANN <ann@firm.com>').people).toMatchObject([
      { firstName: 'ANN', lastName: 'DE VRIES' },
    ]);
  });

  test.each([
    ['Ludwig van Beethoven <l@firm.com>', 'Ludwig', 'van Beethoven'],
    ['Ann Marie Vance <l@firm.com>', 'Ann Marie', 'Vance'],
    ['Suharto <l@firm.com>', 'Suharto', ''],
    ["Siobhán O'Brien <l@firm.com>", 'Siobhán', "O'Brien"],
    ['山田 太郎 <l@firm.com>', '山田', '太郎'],
    ['van der Berg, Jan <l@firm.com>', 'Jan', 'van der Berg'],
  ])('%s has the first name %s and the last name %s', (text, firstName, lastName) => {
    expect(readPeople(text).people).toEqual([{ email: 'l@firm.com', firstName, lastName, phone: '' }]);
  });

  test.each([
    ['Smith, John (London) <l@firm.com>', 'John', 'Smith', ['London']],
    ['Smith, John [External] <l@firm.com>', 'John', 'Smith', ['External']],
    ['Robert (Bob) Smith <l@firm.com>', 'Robert', 'Smith', ['Bob']],
    ['Anna (London) <l@firm.com>', 'Anna', '', ['London']],
    ['Smith, John - Acme Ltd <l@firm.com>', 'John', 'Smith', ['Acme Ltd']],
    ['Smith, John (London, UK) <l@firm.com>', 'John', 'Smith', ['London, UK']],
    ['Ada Byron | Tax\tl@firm.com', 'Ada', 'Byron', ['Tax']],
    ['Ada Byron - l@firm.com - ', 'Ada', 'Byron', []],
    ['l@firm.com (Emma Watson)', 'Emma', 'Watson', []],
    ['Ann-Marie Smith-Jones <l@firm.com>', 'Ann-Marie', 'Smith-Jones', []],
  ])('%s has no remark in its name', (text, firstName, lastName, remarks) => {
    expect(readPeople(text)).toEqual({
      people: [{ email: 'l@firm.com', firstName, lastName, phone: '' }],
      leftOut: remarks.map((remark) => ({ text: remark, why: 'not_used' })),
    });
  });

  test('an address that stands in the name of another one is listed as left out', () => {
    expect(readPeople('"ann@old.com" <ann@firm.com>')).toEqual({
      people: [ann],
      leftOut: [{ text: 'ann@old.com', why: 'email_in_a_name' }],
    });
  });

  test('another name for the same address is listed as left out', () => {
    expect(readPeople('Ann Vance <ann@firm.com>, Anna V <ann@firm.com>')).toEqual({
      people: [annVance],
      leftOut: [{ text: 'Anna V', why: 'not_used' }],
    });
  });

  test('the same address again fills in the name and the number', () => {
    expect(readPeople('ann@firm.com\nAnn Vance <ANN@firm.com>\nann@firm.com +44 20 7946 0000').people).toEqual([
      { ...annVance, phone: '+44 20 7946 0000' },
    ]);
  });
});

describe('rows of a spreadsheet', () => {
  test('the quotation marks of a CSV file are no part of a name, also below a heading', () => {
    const rows = 'First Name,Last Name,Email,Phone\n"Ann","Vance, Dr.","ann@firm.com","+44 20 7946 0000"';
    expect(readPeople(rows)).toEqual({
      people: [{ ...annVance, lastName: 'Vance, Dr.', phone: '+44 20 7946 0000' }],
      leftOut: [{ text: 'First Name, Last Name, Email, Phone', why: 'heading' }],
    });
  });

  test.each([
    ['Ann Vance\tann@firm.com\t+44 20 7946 0000', '+44 20 7946 0000'],
    ['Ann Vance\t(555) 123-4567\tann@firm.com', '(555) 123-4567'],
    ['Ann,Vance,ann@firm.com,020 7946 0000 ext. 12', '020 7946 0000 ext. 12'],
    ['Ann Vance; ann@firm.com; tel:+15551234567', '+15551234567'],
    ['Ann Vance +1 555 123 4567 ann@firm.com', '+1 555 123 4567'],
    ['Ann Vance\tann@firm.com\t020\u00A07946\u00A00000', '020 7946 0000'],
    ['Ann Vance\tann@firm.com\t+1 555–123–4567', '+1 555-123-4567'],
    ['Ann Vance\tann@firm.com\t٠٢٠ ٧٩٤٦ ٠٠٠٠', '020 7946 0000'],
    ['Ann Vance\tann@firm.com\t020 7946 0000 extension 12', '020 7946 0000 ext. 12'],
    ['Ann Vance ann@firm.com 555.123.4567 x12', '555.123.4567 ext. 12'],
  ])('%j has the number %s', (text, phone) => {
    expect(readPeople(text)).toEqual({ people: [{ ...annVance, phone }], leftOut: [] });
  });

  test('a heading row says what the columns hold', () => {
    const text = [
      'Last name\tDepartment\tE-mail\tGiven name\tPhone',
      'Vance\tTax\tann@firm.com\tAnn\t020 7946 0000',
      'Brien\t\ttom@firm.com\tTom\t',
    ].join('\n');
    expect(readPeople(text)).toEqual({
      people: [{ ...annVance, phone: '020 7946 0000' }, tomBrien],
      leftOut: [
        { text: 'Last name, Department, E-mail, Given name, Phone', why: 'heading' },
        { text: 'Tax', why: 'not_used' },
      ],
    });
  });

  test.each([
    '2024-05-01',
    '01.05.2024',
    '10023',
    '0000 0000',
    '020 7946 0000 07700 900123',
  ])('the cell %s is no number, and is listed as left out', (cell) => {
    expect(readPeople(`Ann Vance\tann@firm.com\t${cell}`)).toEqual({
      people: [annVance],
      leftOut: [{ text: cell, why: 'not_used' }],
    });
  });

  test('in a column of numbers, a short one counts, and what is no number is listed', () => {
    expect(readPeople('Name\tEmail\tPhone\nAnn Vance\tann@firm.com\t10023\nTom Brien\ttom@firm.com\t0000')).toEqual({
      people: [{ ...annVance, phone: '10023' }, tomBrien],
      leftOut: [
        { text: 'Name, Email, Phone', why: 'heading' },
        { text: '0000', why: 'not_used' },
      ],
    });
  });

  test('a cell that is neither name nor number is listed as left out', () => {
    expect(readPeople('Ann Vance\tann@firm.com\tTax\t12')).toEqual({
      people: [annVance],
      leftOut: [
        { text: 'Tax', why: 'not_used' },
        { text: '12', why: 'not_used' },
      ],
    });
  });
});

describe('what is not understood', () => {
  test.each([
    'a..b@firm.com',
    '.a@firm.com',
    'ann@-firm.com',
    'ann@firm-.com',
    'ann@firm',
    'ann@firm..com',
    'ann@.com',
    '@firm.com',
    'ann@',
    'ann@tom@firm.com',
    'ann@192.168.0.1',
    `${'a'.repeat(65)}@firm.com`,
    `ann@${'a'.repeat(64)}.com`,
  ])('%s is listed as no email', (text) => {
    expect(readPeople(text)).toMatchObject({ people: [], leftOut: [{ why: 'not_an_email' }] });
  });

  test('a line without an address is listed', () => {
    expect(readPeople('Hello team,\nann@firm.com\nBest wishes')).toEqual({
      people: [ann],
      leftOut: [
        { text: 'Hello team', why: 'no_email' },
        { text: 'Best wishes', why: 'no_email' },
      ],
    });
  });

  test('a person without an address beside others is listed', () => {
    expect(readPeople('Vance, Ann <ann@firm.com>; Brien, Tom')).toEqual({
      people: [annVance],
      leftOut: [{ text: 'Brien, Tom', why: 'no_email' }],
    });
  });

  const word = fc.constantFrom(
    'Ann',
    'Vance,',
    '"',
    '<',
    '>',
    '(',
    ')',
    ';',
    ',',
    '\t',
    '\n',
    ' ',
    "'",
    '+44 20 1',
    'x',
  );
  const address = fc.constantFrom('ann@firm.com', 'b@x.org', 'c@y.co.uk', 'bad@', '@bad', 'd@e', 'mailto:f@g.com');
  test('every address in any text is a person or is left out', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(word, address, fc.string({ maxLength: 3 })), { maxLength: 30 }), (parts) => {
        const { people, leftOut } = readPeople(parts.join(' '));
        const shown = [...people.map(({ email }) => email), ...leftOut.map(({ text }) => text)]
          .join('\n')
          .toLowerCase();
        for (const part of parts.filter((each) => each.includes('@')))
          for (const token of part.toLowerCase().match(/[\w.]+@[\w.]+\w/g) ?? []) expect(shown).toContain(token);
      }),
      { numRuns: 2_000 },
    );
  });

  test('every word of any text is shown', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(word, address), { maxLength: 30 }), (parts) => {
        const { people, leftOut } = readPeople(parts.join(' '));
        const shown = [
          ...people.flatMap(({ email, firstName, lastName, phone }) => [email, firstName, lastName, phone]),
          ...leftOut.map(({ text }) => text),
        ].join(' ');
        for (const name of ['Ann', 'Vance', 'x'])
          if (parts.some((part) => part.startsWith(name))) expect(shown).toContain(name);
      }),
      { numRuns: 2_000 },
    );
  });
});
