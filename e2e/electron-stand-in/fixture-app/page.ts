(globalThis as Record<string, unknown>).variableOfThePage = true;
document.querySelector('#state')?.replaceChildren('running');
