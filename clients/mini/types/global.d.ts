/// <reference types="@tarojs/taro" />
declare const API_BASE: string
declare module '*.css'
declare namespace NodeJS {
  interface ProcessEnv {
    TARO_ENV: 'weapp' | 'h5'
  }
}
