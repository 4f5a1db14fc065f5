import { parseXml } from '../../conf/xml/parse-xml.ts';

/** The text that a piece of XML without elements stands for. */
export function decodeXmlText(text: string): string {
  return text.includes('&') ? parseXml(`<t>${text}</t>`).root.text : text;
}
