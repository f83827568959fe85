import type { ReactElement } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

export interface ButtonProps extends Omit<AriaButtonProps, 'className'> {
  readonly look?: 'normal' | 'primary' | 'danger' | 'alarm' | 'quiet' | 'link';
  readonly size?: 'normal' | 'large';
}

/** The one button. `danger` is for destroying and nothing else. */
export function Button({ look = 'normal', size = 'normal', ...rest }: ButtonProps): ReactElement {
  const classes = ['button'];
  if (look !== 'normal') classes.push(`button-${look}`);
  if (size === 'large') classes.push('button-large');
  return <AriaButton {...rest} className={classes.join(' ')} />;
}
