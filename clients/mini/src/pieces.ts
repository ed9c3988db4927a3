/** What somebody redeemed, with how many of it where it is more than one. */
export const pieces = ({ goodsName, quantity }: { goodsName: string; quantity: number }): string => (quantity > 1 ? `${goodsName} × ${quantity}` : goodsName)
