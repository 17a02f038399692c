// The landmark that a menu is rendered into, so that assistive technology finds the menu there. It is looked up when
// the menu opens, because the landmark may be rendered after the menu's component.
import type { RefObject } from 'react';

const toRef = (name: string): RefObject<HTMLElement | null> => ({
  get current() {
    return document.querySelector<HTMLElement>(name);
  },
});
const LANDMARKS = { main: toRef('main'), header: toRef('header'), nav: toRef('nav') } as const;

export const landmarkOf = (name: keyof typeof LANDMARKS): RefObject<HTMLElement | null> => LANDMARKS[name];
