package io.audionode.cgroupfs.numa;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.sys.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a tree like sysfs: what tells a card's node may be several levels above it. */
class SoundCardTest {
  @TempDir private Path sys;

  @Test
  void findsTheNodeOfThePciDeviceOrOfTheControllerThatAnUsbCardHangsOn() throws IOException {
    device("devices/pci0000:00/0000:00:1b.0", "0\n");
    card(0, "PCH", "devices/pci0000:00/0000:00:1b.0/sound/card0");
    device("devices/pci0000:80/0000:80:14.0", "1\n");
    card(1, "Scarlett", "devices/pci0000:80/0000:80:14.0/usb1/1-2/1-2:1.0/sound/card1");
    device("devices/pci0000:00/0000:00:02.0", "-1\n");
    card(10, "Old", "devices/pci0000:00/0000:00:02.0/sound/card10");
    card(2, "Dummy", "devices/platform/snd_dummy.0/sound/card2");
    Files.createDirectories(sys.resolve("class/sound/seq"));

    assertThat(SoundCard.read(Linux.system(), sys.resolve("class/sound")))
        .containsExactly(
            new SoundCard(0, "PCH", 0),
            new SoundCard(1, "Scarlett", 1),
            new SoundCard(2, "Dummy", null),
            new SoundCard(10, "Old", null));
  }

  @Test
  void nothingDependsOnWhatCannotBeRead() throws IOException {
    device("devices/pci0000:00/0000:00:1b.0", "nonsense\n");
    card(0, "PCH", "devices/pci0000:00/0000:00:1b.0/sound/card0");
    Files.createSymbolicLink(sys.resolve("class/sound/card1"), sys.resolve("gone"));
    assertThat(SoundCard.read(Linux.system(), sys.resolve("class/sound")))
        .containsExactly(new SoundCard(0, "PCH", null));
  }

  @Test
  void findsNoneWithoutSound() {
    assertThat(SoundCard.read(Linux.system(), sys.resolve("class/sound"))).isEmpty();
  }

  private void device(String path, String numaNode) throws IOException {
    Files.writeString(Files.createDirectories(sys.resolve(path)).resolve("numa_node"), numaNode);
  }

  private void card(int number, String id, String path) throws IOException {
    var card = Files.createDirectories(sys.resolve(path));
    Files.writeString(card.resolve("id"), id + "\n");
    var sound = Files.createDirectories(sys.resolve("class/sound"));
    Files.createSymbolicLink(sound.resolve("card" + number), card);
  }
}
