/*
 * Keys and the palette of the desk. Everything here can be done by links and forms as well. What is said stands in
 * `<template id="desk-words">`, written by the server in the reader's language.
 */
const template = document.querySelector('#desk-words');
if (template instanceof HTMLTemplateElement) begin(template);

function begin(template) {
  document.body.append(template.content.cloneNode(true));
  const palette = document.querySelector('#palette');
  const keys = document.querySelector('#keys');
  const single = keys.querySelector('input[type=checkbox]');
  const stored = () => {
    try {
      return localStorage.getItem('single-keys') !== 'off';
    } catch {
      return true;
    }
  };
  single.checked = stored();
  // Shortcuts of a single character can be turned off (WCAG 2.1.4).
  single.addEventListener('change', () => {
    try {
      localStorage.setItem('single-keys', single.checked ? 'on' : 'off');
    } catch {
      // A browser that keeps nothing keeps it for this page.
    }
  });
  const open = finder(palette);
  showKeys(palette, open);
  const isTyping = ({ target }) =>
    target instanceof Element &&
    target.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');
  addEventListener('keydown', (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (control && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      return open();
    }
    if (control && event.key === 'Enter') {
      const form = event.target instanceof Element ? event.target.closest('form') : null;
      const send = (form ?? document).querySelector('[data-send]');
      if (send) event.preventDefault();
      return send?.click();
    }
    if (control || event.altKey || event.isComposing || !single.checked) return;
    if (isTyping(event) || document.querySelector('dialog[open]')) return;
    if (event.key === '?') return (event.preventDefault(), keys.showModal());
    if (act(event.key.toLowerCase(), event)) event.preventDefault();
  });
}

/** A button beside the search that opens the palette and says by which keys. */
function showKeys(palette, open) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'text-button keys';
  button.title = palette.getAttribute('aria-label');
  const keys = /mac|iphone|ipad/i.test(navigator.platform) ? ['⌘', 'K'] : ['Ctrl', 'K'];
  button.append(...keys.map((key) => Object.assign(document.createElement('kbd'), { textContent: key })));
  button.addEventListener('click', open);
  document.querySelector('.desk-head .find')?.append(button);
}

/** Does what a single key stands for. @returns whether it stood for anything here */
function act(key, event) {
  const tasks = [...document.querySelectorAll('a[data-task]')];
  const focused = tasks.indexOf(document.activeElement);
  const at = focused >= 0 ? focused : tasks.findIndex((task) => task.hasAttribute('aria-current'));
  const go = (step) => {
    const task = tasks[Math.min(Math.max(at + step, 0), tasks.length - 1)];
    task?.focus();
    return Boolean(task);
  };
  switch (key) {
    case 'j':
      return go(1);
    case 'k':
      return go(-1);
    case 'o':
    case 'enter':
      // Enter on a link or a button is the browser's own.
      if (key === 'enter' && event.target instanceof Element && event.target.closest('a, button, summary'))
        return false;
      tasks[Math.max(at, 0)]?.click();
      return tasks.length > 0;
    case 'r':
      return press('[data-reply]');
    case 'g':
      return press('[data-give]');
    case 's':
      return press('[data-snooze]');
    default:
      return false;
  }
}

/** Goes to a control of the page, opened if it is folded away, and presses what can be pressed. @returns if it is there */
function press(selector) {
  const control = document.querySelector(selector);
  if (control && !control.matches('summary')) control.closest('details')?.setAttribute('open', '');
  control?.focus();
  if (control?.matches('button, a, summary')) control.click();
  return Boolean(control);
}

/** What can be done with the item that is open, as what is found is given. */
const actsHere = () =>
  ['[data-reply]', '[data-give]', '[data-snooze]'].flatMap((selector) => {
    const control = document.querySelector(selector);
    // A field by the heading of its section, which says what is done there.
    const name = control?.labels && (control.closest('section')?.querySelector('h2') ?? control.labels[0]);
    const text = (name ?? control)?.textContent.trim();
    return control ? [{ kind: 'here', text, href: '#', press: selector }] : [];
  });

/** A text without its case and its accents. */
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The palette: a combobox with a list (ARIA Authoring Practices Guide). @returns what opens it */
function finder(dialog) {
  const input = dialog.querySelector('input');
  const list = dialog.querySelector('[role=listbox]');
  const none = dialog.querySelector('[role=status]');
  let asking;
  let waiting;
  const options = () => [...list.querySelectorAll('[role=option]')];
  const choose = (option) => {
    for (const other of options()) other.setAttribute('aria-selected', String(other === option));
    input.setAttribute('aria-activedescendant', option?.id ?? '');
    option?.scrollIntoView({ block: 'nearest' });
  };
  const show = (found) => {
    const groups = new Map();
    for (const one of found) groups.set(one.kind, [...(groups.get(one.kind) ?? []), one]);
    let count = 0;
    list.replaceChildren(
      ...[...groups].map(([kind, items]) => {
        const group = document.createElement('div');
        const name = document.createElement('span');
        group.setAttribute('role', 'group');
        name.id = `palette-${kind}`;
        name.textContent = list.dataset[kind] ?? kind;
        group.setAttribute('aria-labelledby', name.id);
        group.append(
          name,
          ...items.map(({ text, more, href, press: selector }) => {
            const option = document.createElement('a');
            option.id = `palette-option-${count++}`;
            option.setAttribute('role', 'option');
            option.setAttribute('tabindex', '-1');
            option.href = href;
            const [title, rest] = [document.createElement('bdi'), document.createElement('bdi')];
            title.textContent = text;
            rest.textContent = more ?? '';
            option.append(title, ' ', rest);
            if (selector)
              option.addEventListener('click', (event) => {
                event.preventDefault();
                dialog.close();
                press(selector);
              });
            return option;
          })
        );
        return group;
      })
    );
    input.setAttribute('aria-expanded', String(count > 0));
    const asked = input.value.trim();
    none.textContent = count === 0 && asked ? none.dataset.none.replace('{q}', () => asked) : '';
    choose(options()[0]);
  };
  const words = () => plain(input.value).split(/\s+/);
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`${dialog.dataset.find}?${new URLSearchParams({ q: input.value })}`, { signal });
      const here = actsHere().filter(({ text }) => words().every((word) => plain(text).includes(word)));
      if (answer.ok) show([...here, ...(await answer.json())]);
    } catch {
      // Asked anew meanwhile, or the network is away: what is shown stays.
    }
  };
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  input.addEventListener('keydown', (event) => {
    const all = options();
    const at = all.findIndex((option) => option.getAttribute('aria-selected') === 'true');
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length > 0) {
      event.preventDefault();
      choose(all[(at + step + all.length) % all.length]);
    }
    if (event.key === 'Enter' && !event.isComposing && all[at]) {
      event.preventDefault();
      all[at].click();
    }
  });
  return () => {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    void ask();
  };
}
