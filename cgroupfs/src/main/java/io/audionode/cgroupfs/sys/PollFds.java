package io.audionode.cgroupfs.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** {@code struct pollfd[]}: fd s32, events s16, revents s16. */
final class PollFds {
  private static final short POLLIN = 0x1;
  private static final short POLLPRI = 0x2;
  private static final int POLLERR_POLLHUP_POLLNVAL = 0x8 | 0x10 | 0x20;
  private static final int SIZE = 8;
  private static final int REVENTS_OFFSET = 6;

  private PollFds() {}

  interface Call {
    long poll(byte[] pollfds, int count);
  }

  /** Keeps every descriptor in use, so that none is closed under the waiting call. */
  static List<Sys.Ready> poll(List<Sys.Interest> interests, Call call) {
    var buffer = ByteBuffer.allocate(interests.size() * SIZE).order(ByteOrder.nativeOrder());
    var acquired = new ArrayList<Fd>();
    try {
      for (var interest : interests) {
        var number = interest.fd().acquire();
        buffer.putInt(number); // poll(2) skips -1
        if (number >= 0) {
          acquired.add(interest.fd());
        }
        buffer.putShort(events(interest.condition())).putShort((short) 0);
      }
      var ready = call.poll(buffer.array(), interests.size());
      return ready <= 0 ? List.of() : answers(interests, buffer);
    } finally {
      acquired.forEach(Fd::release);
    }
  }

  private static short events(Sys.Condition condition) {
    return switch (condition) {
      case READABLE -> POLLIN;
      case PRIORITY -> POLLPRI;
    };
  }

  private static List<Sys.Ready> answers(List<Sys.Interest> interests, ByteBuffer buffer) {
    var answers = new ArrayList<Sys.Ready>();
    for (int i = 0; i < interests.size(); i++) {
      var interest = interests.get(i);
      int revents = buffer.getShort(i * SIZE + REVENTS_OFFSET);
      if (revents != 0) {
        answers.add(
            new Sys.Ready(
                interest.fd(),
                (revents & events(interest.condition())) != 0,
                (revents & POLLERR_POLLHUP_POLLNVAL) != 0));
      }
    }
    return List.copyOf(answers);
  }
}
