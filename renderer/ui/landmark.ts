// Where a menu is put in the page: inside the landmark that it belongs to, so that assistive technology finds it there. Looked up
// when the menu opens: what is drawn together with its landmark comes before it.
import type { RefObject } from 'react';

const toRef = (name: string): RefObject<HTMLElement | null> => ({
  get current() {
    return document.querySelector<HTMLElement>(name);
  },
});
const LANDMARKS = { main: toRef('main'), header: toRef('header'), nav: toRef('nav') } as const;

export const landmarkOf = (name: keyof typeof LANDMARKS): RefObject<HTMLElement | null> => LANDMARKS[name];
