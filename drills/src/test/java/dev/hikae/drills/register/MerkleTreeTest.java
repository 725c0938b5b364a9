package dev.hikae.drills.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MerkleTreeTest {
    /** The eight leaves and roots that certificate-transparency-go tests with. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static MerkleTree tree() {
        List<byte[]> hashes = new ArrayList<>();
        LEAVES.forEach(leaf -> hashes.add(MerkleTree.leafHash(HexFormat.of().parseHex(leaf))));
        return new MerkleTree(hashes);
    }

    @Test
    void roots_areThoseOfCertificateTransparency() {
        for (int size = 0; size <= 8; size++) {
            assertEquals(ROOTS.get(size), HexFormat.of().formatHex(tree().root(size)));
        }
    }

    @Test
    void proofs_holdForTheirLeafAndTreesOnly() {
        MerkleTree tree = tree();
        for (int size = 1; size <= 8; size++) {
            for (int index = 0; index < size; index++) {
                byte[] leaf = MerkleTree.leafHash(HexFormat.of().parseHex(LEAVES.get(index)));
                List<byte[]> path = tree.inclusion(index, size);
                assertTrue(MerkleTree.includes(tree.root(size), size, index, leaf, path));
                assertFalse(MerkleTree.includes(tree.root(size), size, index, tree.root(0), path));
            }
            for (int earlier = 1; earlier <= size; earlier++) {
                List<byte[]> proof = tree.consistency(earlier, size);
                assertTrue(MerkleTree.consistent(earlier, tree.root(earlier), size, tree.root(size), proof));
                assertFalse(MerkleTree.consistent(earlier, tree.root(0), size, tree.root(size), proof));
            }
        }
    }
}
