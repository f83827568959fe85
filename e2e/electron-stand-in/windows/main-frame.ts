/** The frame that messages come from; only the main frame has a preload, so it is the only one. */
export class MainFrame {
  readonly processId = 1;
  readonly routingId: number;
  readonly parent = null;
  url = '';

  constructor(id: number) {
    this.routingId = id;
  }

  get origin(): string {
    return /^[a-z][\w+.-]*:\/\/[^/?#]*/i.exec(this.url)?.[0] ?? 'null';
  }

  get top(): this {
    return this;
  }
}
