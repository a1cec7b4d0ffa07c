import { HELP, parseOptions } from '../../local/options.ts';

describe('the command line of npm start', () => {
  it('may be empty', () => {
    expect(parseOptions([])).toEqual({
      exit: false,
      tour: true,
      help: false,
      port: undefined,
      home: '.local',
      python: '.local/python',
    });
  });

  it('can ask for everything', () => {
    expect(
      parseOptions(['--exit', '--no-tour', '--help', '--port', '4566', '--home', 'a', '--python=b']),
    ).toEqual({ exit: true, tour: false, help: true, port: 4566, home: 'a', python: 'b' });
  });

  it.each([
    [['--port', '0'], '--port: got "0", expected a number from 1 to 65535.'],
    [['--port', '65536'], '--port: got "65536", expected a number from 1 to 65535.'],
    [['--port', '80x'], '--port: got "80x", expected a number from 1 to 65535.'],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['now'], "Unexpected argument 'now'"],
  ])('%j is refused with what was wrong', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('explains each of its options', () => {
    for (const option of ['--exit', '--no-tour', '--port', '--home', '--python', '--help']) {
      expect(HELP).toContain(`  ${option} `);
    }
  });
});
