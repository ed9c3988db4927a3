// Taro makes style elements and style attributes at run time, which the page's strict policy stops. The elements get the
// nonce that the server put into the page; the attributes are set in the way that the policy allows. It comes before the
// app (config/index.ts), whose libraries make style elements as soon as they are loaded.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content
const create = document.createElement.bind(document) as (name: string, options?: ElementCreationOptions) => HTMLElement
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = create(name, options)
  if (nonce && name.toLowerCase() === 'style') element.setAttribute('nonce', nonce)
  return element
}) as typeof document.createElement
const set = Element.prototype.setAttribute
Element.prototype.setAttribute = function (this: Element, name: string, value: string) {
  if (name === 'style' && this instanceof HTMLElement) this.style.cssText = value
  else set.call(this, name, value)
}

export {}
