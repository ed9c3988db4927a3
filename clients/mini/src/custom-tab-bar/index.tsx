import { View } from '@tarojs/components'

// Pages draw their own tab bar (ui/TabBar), so that it grows with the type. WeChat wants this file all the same.
export default function NoTabBar() {
  return <View />
}
