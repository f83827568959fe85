import { demoPassword } from '../seed/people.ts';

/** What a person sees after a click. */
export interface Seen {
  readonly status: number;
  /** Path and query of the page that was reached. */
  readonly at: string;
  readonly html: string;
  readonly heading: string;
  readonly headers: Headers;
}

/** A browser without a screen: keeps cookies, follows redirects, sends the forms of the page it is on. */
export function openBrowser(address: string) {
  const cookies = new Map<string, string>();
  let page: Seen | undefined;

  async function visit(path: string, form?: Record<string, string>): Promise<Seen> {
    const answer = await fetch(new URL(path, address), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form ? { origin: address } : {}),
      },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/max-age=0/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location !== null) return visit(location);
    const html = await answer.text();
    const heading = /<h1>(.*?)<\/h1>/s.exec(html)?.[1] ?? '';
    page = { status: answer.status, at: path, html, heading, headers: answer.headers };
    return page;
  }

  /** Sends a form, with the hidden fields of the form on this page that goes to `action`. */
  function submit(action: string, fields: Record<string, string>): Promise<Seen> {
    const form = page?.html.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
    const body = form.slice(0, form.indexOf('</form>'));
    const hidden = [...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
    return visit(action, {
      ...Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value])),
      ...fields,
    });
  }

  return {
    visit,
    submit,
    cookies,
    /** From whatever page asked for it; opens the sign-in page when none did. */
    async signIn(email: string, password = demoPassword): Promise<Seen> {
      if (!page?.at.startsWith('/sign-in')) await visit('/sign-in');
      return submit('/sign-in', { email, password });
    },
  };
}
