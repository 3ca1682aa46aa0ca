import AsyncHTTPClient
import Crypto
import NIOCore
import NIOPosix
