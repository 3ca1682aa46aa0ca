import NIOCore
import Synchronization

/// Counts the open connections of a listener, and closes them all when it stops: a client that keeps its connection
/// must not keep us.
final class ConnectionTracker: Sendable {
  private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])
  private let tally: Tally?

  /// - Parameter tally: Told how many are open; nil for a listener whose connections do not count.
  init(tally: Tally?) {
    self.tally = tally
  }

  func handler() -> Handler { Handler(self) }

  func closeAll() {
    let open = channels.withLock { Array($0.values) }
    for channel in open { channel.close(promise: nil) }
  }

  fileprivate func opened(_ channel: any Channel) {
    let count = channels.withLock { channels in
      channels[ObjectIdentifier(channel)] = channel
      return channels.count
    }
    tally?.add { tally in
      tally.openConnections = count
      tally.mostOpenConnections = max(tally.mostOpenConnections, count)
    }
  }

  fileprivate func closed(_ channel: any Channel) {
    let count = channels.withLock { channels in
      channels[ObjectIdentifier(channel)] = nil
      return channels.count
    }
    tally?.add { $0.openConnections = count }
  }

  /// Reports one connection to the tracker.
  final class Handler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    private let tracker: ConnectionTracker

    fileprivate init(_ tracker: ConnectionTracker) {
      self.tracker = tracker
    }

    func handlerAdded(context: ChannelHandlerContext) {
      tracker.opened(context.channel)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      context.fireChannelRead(data)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
      tracker.closed(context.channel)
    }
  }
}
