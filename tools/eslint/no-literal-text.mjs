const LETTER = /\p{L}{2,}/u;
const TEXT_ATTRIBUTES = new Set(['title', 'label', 'placeholder', 'alt', 'aria-label', 'aria-description', 'tooltip']);

/** Texts of the window come from the message catalogue: words in JSX are an error. */
export const literalTextRule = {
  meta: { type: 'problem', schema: [], messages: { literal: 'Literal text in a component: take it from the message catalogue.' } },
  create(context) {
    const report = (node) => context.report({ node, messageId: 'literal' });
    return {
      JSXText(node) {
        if (LETTER.test(node.value)) report(node);
      },
      JSXAttribute(node) {
        if (!TEXT_ATTRIBUTES.has(String(node.name.name))) return;
        const value = node.value?.type === 'JSXExpressionContainer' ? node.value.expression : node.value;
        if (value?.type === 'Literal' && LETTER.test(String(value.value))) report(node);
      },
      'JSXExpressionContainer > Literal'(node) {
        if (node.parent.parent.type === 'JSXElement' && LETTER.test(String(node.value))) report(node);
      },
    };
  },
};
