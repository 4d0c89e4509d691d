import { describe, expect, test } from 'vitest';
import { applyEdits, SourceText } from '../../src/fix/source-text.ts';

const VALUE = 'VALUE-of-a-key';

/** Replaces the value in the line that has it; undefined if it must stay. */
function replaced(path: string, text: string): string | undefined {
  const source = SourceText.of(path, Buffer.from(text));
  const line = text.slice(0, text.indexOf(VALUE)).split('\n').length;
  const literals = source?.literalsOf(VALUE, line);
  if (source === undefined || literals === undefined) return undefined;
  const edits = literals.flatMap(({ start, end }) => [
    ...(source.importFor(start) ?? []),
    { start, end, text: source.expressionFor('X') },
  ]);
  return applyEdits(source.text, edits);
}

const V = VALUE;

describe('replaces a literal that is exactly the value', () => {
  test.each([
    ['a.js', `const k = '${V}';\n`, 'const k = process.env.X;\n'],
    ['a.mjs', `f(\`${V}\`)`, 'f(process.env.X)'],
    ['a.ts', `f({ key: "${V}", b: 1 })`, 'f({ key: process.env.X, b: 1 })'],
    ['a.tsx', `return <A key={"${V}"} b={1}/>;`, 'return <A key={process.env.X} b={1}/>;'],
    [
      'a.js',
      `const r = /['"]/g;\nconst k = a ?? '${V}'\n`,
      `const r = /['"]/g;\nconst k = a ?? process.env.X\n`,
    ],
    ['a.js', `const t = \`a \${f('${V}')} b\`;`, 'const t = `a ${f(process.env.X)} b`;'],
    ['a.js', `// it's\nk = '${V}'; // "x"\n`, `// it's\nk = process.env.X; // "x"\n`],
    ['a.js', `f('a', '${V}', '${V}');`, `f('a', process.env.X, process.env.X);`],
    ['a.py', `import os\nk = "${V}"\n`, 'import os\nk = os.environ["X"]\n'],
    ['a.py', `import re, os\nk = "${V}"\n`, 'import re, os\nk = os.environ["X"]\n'],
    [
      'a.py',
      `"""import os"""\nimport boto3\nf(k='${V}')\n`,
      '"""import os"""\nimport os\nimport boto3\nf(k=os.environ["X"])\n',
    ],
    [
      'a.py',
      `from __future__ import annotations\r\nfrom a import b\r\nk = {"a": "${V}"}\r\n`,
      'from __future__ import annotations\r\nimport os\r\nfrom a import b\r\nk = {"a": os.environ["X"]}\r\n',
    ],
    ['a.py', `k = "${V}"\n`, 'import os\nk = os.environ["X"]\n'],
    ['a.py', `k = "${V}"\nimport re\n`, 'import os\nk = os.environ["X"]\nimport re\n'],
    [
      'a.py',
      `#!/usr/bin/env python3\n"""Copies\n\nfiles."""\n\nfrom __future__ import annotations\n\nclass A:\n    k = "${V}"\n`,
      '#!/usr/bin/env python3\n"""Copies\n\nfiles."""\n\nfrom __future__ import annotations\n\nimport os\nclass A:\n    k = os.environ["X"]\n',
    ],
    ['a.rb', `k = '${V}' if a\nf(key: "${V}")`, `k = ENV.fetch("X") if a\nf(key: "${V}")`],
    ['a.rb', `f(key: "${V}")`, 'f(key: ENV.fetch("X"))'],
    ['a.go', `import (\n\t"os"\n)\nk := "${V}"\n`, 'import (\n\t"os"\n)\nk := os.Getenv("X")\n'],
    ['A.java', `String k = "${V}";`, 'String k = System.getenv("X");'],
    ['a.kt', `val k = "${V}"\n`, 'val k = System.getenv("X")\n'],
    ['a.scala', `val k = f("${V}")`, 'val k = f(System.getenv("X"))'],
    ['build.gradle', `accessKey '${V}'\nkey = '${V}'\n`, undefined],
    ['build.gradle', `key = '${V}'\n`, 'key = System.getenv("X")\n'],
    ['a.php', `<?php\n$k = '${V}';\n`, `<?php\n$k = getenv('X');\n`],
    ['a.php', `<?php\nreturn ['key' => '${V}'];\n`, `<?php\nreturn ['key' => getenv('X')];\n`],
    ['A.cs', `var k = "${V}";`, 'var k = System.Environment.GetEnvironmentVariable("X");'],
    [
      'A.cs',
      `var p = @"C:\\";\nvar k = "${V}";`,
      `var p = @"C:\\";\nvar k = System.Environment.GetEnvironmentVariable("X");`,
    ],
    ['a.sh', `export K="${V}"\n`, 'export K="$X"\n'],
    ['a.sh', `# it's\naws configure set key '${V}'; ls\n`, `# it's\naws configure set key "$X"; ls\n`],
    [
      'a.ps1',
      `Set-AWSCredential -AccessKey "${V}" -StoreAs me\n`,
      'Set-AWSCredential -AccessKey $env:X -StoreAs me\n',
    ],
    ['.github/workflows/a.yml', `env:\n  K: "${V}"\n`, 'env:\n  K: ${{ secrets.X }}\n'],
    ['compose.yaml', `environment:\n  K: '${V}' # it's\n`, "environment:\n  K: ${X} # it's\n"],
  ])('%s: %s', (path, text, expected) => {
    // two lines have the value in some rows; only the first is replaced
    expect(replaced(path, text)).toBe(expected);
  });
});

describe('leaves what it does not understand', () => {
  test.each([
    // no literal, or more than the value in it
    ['a.js', `// key: '${V}'`],
    ['a.js', `/* k = '${V}' */`],
    ['a.js', `const k = '${V} ';`],
    ['a.js', `const j = '{"key":"${V}"}';`],
    ['a.js', `const t = \`\nk = '${V}';\n\`;`],
    ['a.js', `const k = '${V}'; // ${V}`],
    ['a.js', `const r = /'${V}'/;`],
    ['a.js', `x = ${V}`],
    ['a.py', `import os\ns = """\nk = "${V}"\n"""`],
    ['a.sh', `ssh host "export K='${V}'"`],
    ['a.sh', `cat <<E\nK="${V}"\nE`],
    ['a.sh', `K=\\"${V}\\"`],
    ['a.rb', `x = <<~E\nk = "${V}"\nE\n`],
    // joined with another literal
    ['a.py', `import os\nk = ("${V}" "abc")`],
    ['a.py', `import os\nk = ("${V}"\n  f"abc")`],
    ['a.py', `import os\nk = "abc" "${V}"`],
    ['a.rb', `k = "${V}" 'x'`],
    ['a.sh', `K="a""${V}"`],
    // another kind of literal
    ['a.py', `import os\nk = b"${V}"`],
    ['a.py', `import os\nk = f'${V}'`],
    ['a.rb', `k = :"${V}"`],
    ['A.cs', `var k = $"${V}";`],
    ['a.go', `package a\n\nimport "os"\n\ntype T struct {\n\tA string \`${V}\`\n}`],
    // where an expression is not allowed
    ['a.js', `x = { '${V}': 1 }`],
    ['a.js', `switch (x) { case '${V}': }`],
    ['a.js', `import x from '${V}';`],
    ['a.jsx', `f(<A b={1} key="${V}" />)`],
    ['a.tsx', `return (\n  <A\n    key="${V}"\n  />\n)`],
    ['a.ts', `type A = "${V}";`],
    ['a.ts', `enum A { B = "${V}" }`],
    ['a.d.ts', `const a = "${V}";`],
    ['a.py', `import os\nk = {"${V}": 1}`],
    ['a.go', `import "os"\nconst k = "${V}"\n`],
    ['a.go', `import "os"\nconst (\n\tk = "${V}"\n)\n`],
    ['a.go', `k := "${V}"\n`],
    ['A.java', `@Value("${V}")`],
    ['A.java', `@A(x = f(1), y = "${V}")`],
    ['a.kt', `const val K = "${V}"\n`],
    ['a.php', `<?php\nclass A { const K = '${V}'; }`],
    ['a.php', `<?php\nclass A { private $k = ['a' => '${V}']; }`],
    ['a.php', `<?php\nfunction f($k = '${V}') {}`],
    ['a.php', `<p>it's</p><?php $k = '${V}'; ?>`],
    ['A.cs', `const string K = "${V}";`],
    ['A.cs', `[Key("${V}")]`],
    ['A.cs', `public void F(string k = "${V}") {}`],
    ['A.cs', `record A(int a, string? K = "${V}");`],
    ['a.ts', `k = "${V}" as const;`],
    ['a.ps1', `[ValidateSet("${V}")]$k`],
    // no place for the import
    ['a.py', `from __future__ import (\nannotations)\nk = "${V}"\n`],
    ['a.py', `(\nf(\n"${V}"))\n`],
    // a script in a workflow, and other YAML
    ['.github/workflows/a.yml', `run: |\n  cat > a <<E\n  key: "${V}"\n  E\n`],
    ['.github/workflows/a.yml', `env: { K: "${V}" }\n`],
    ['values.yaml', `K: "${V}"\n`],
    ['web/compose.yaml', `K: "${V}"\n`],
    // no code at all
    ['a.json', `{"k": "${V}"}`],
    ['a.txt', `k = "${V}"`],
    ['a.vue', `k = "${V}"`],
    ['a.js', `${'x `${ '.repeat(50)}\nk = "${V}"`],
  ])('%s: %s', (path, text) => {
    expect(replaced(path, text)).toBeUndefined();
  });

  test('a file in UTF-16', () => {
    expect(SourceText.of('a.js', Buffer.from(`k = "${V}"`, 'utf16le'))).toBeUndefined();
  });

  test('reads hostile texts to their end', () => {
    for (const part of ['`', '`${', '"', "'", '/', '/*', '`${`', '#{"', '{', '@(', '\n'])
      for (const path of ['a.ts', 'a.rb', 'a.php', 'a.ps1', 'A.java'])
        replaced(path, `${path === 'a.php' ? '<?php ' : ''}${part.repeat(30_000)}\nk = "${V}";`);
  });
});
