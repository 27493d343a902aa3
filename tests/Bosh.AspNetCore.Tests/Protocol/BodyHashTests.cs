using System.Numerics;
using System.Text;
using Bosh.AspNetCore.Protocol;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class BodyHashTests
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 61) - 1;

    /// <summary>Lengths around those of a piece, of a block and of several blocks, and some between.</summary>
    private static readonly int[] Lengths = [.. Enumerable.Range(0, 200), .. Enumerable.Range(900, 250), .. Enumerable.Range(2040, 80), 5000, 70_000];

    [Fact]
    public void It_is_what_its_summary_says()
    {
        var random = new Random(1);
        foreach (int length in Lengths)
        {
            byte[] text = new byte[length];
            byte[] secret = new byte[BodyHash.SecretSize];
            random.NextBytes(text);
            random.NextBytes(secret);
            Assert.Equal(Model(text, secret), new BodyHash(secret).Compute(text));
        }
    }

    [Fact]
    public void Extreme_secrets_and_texts_do_not_overflow()
    {
        byte[][] secrets = [Secret(0), Secret(1), Secret(ulong.MaxValue), Secret((ulong)Prime - 1), Secret((ulong)Prime)];
        foreach (byte[] secret in secrets)
        {
            foreach (byte fill in new byte[] { 0, 1, 0x7F, 0x80, 0xFF })
            {
                byte[] text = [.. Enumerable.Repeat(fill, 5000)];
                Assert.Equal(Model(text, secret), new BodyHash(secret).Compute(text));
                Assert.Equal(Model(text[..500], secret), new BodyHash(secret).Compute(text.AsSpan(0, 500)));
            }
        }
    }

    [Fact]
    public void The_same_text_has_the_same_hash_wherever_it_lies()
    {
        byte[] text = Encoding.UTF8.GetBytes(Parsed.Around("<message/>"));
        for (int offset = 0; offset < 64; offset++)
        {
            byte[] elsewhere = [.. new byte[offset], .. text, 1, 2, 3];
            Assert.Equal(BodyHash.Of(text), BodyHash.Of(elsewhere.AsSpan(offset, text.Length)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(2000)]
    public void Any_change_of_a_text_changes_both_halves_of_the_hash(int words)
    {
        string content = string.Join(' ', Enumerable.Range(1, words));
        byte[] text = Encoding.UTF8.GetBytes(Parsed.Around($"<message to='a@b'><body>{content}</body></message>"));
        var seen = new DistinctHashes();
        seen.Add(text, "as it is");
        for (int i = 0; i < text.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. text];
                changed[i] ^= (byte)(1 << bit);
                seen.Add(changed, $"bit {bit} of {i}");
            }

            seen.Add(text.AsSpan(0, i), $"cut at {i}");
            seen.Add([.. text.AsSpan(0, i), 0, .. text.AsSpan(i)], $"a zero at {i}");
        }
    }

    [Fact]
    public void Zeros_count_by_their_number_and_by_their_place()
    {
        var seen = new DistinctHashes();
        foreach (int length in Lengths)
        {
            seen.Add(new byte[length], $"{length} zeros");
        }

        foreach (int length in new[] { 1, 40, 64, 65, 128, 1000, 1024, 1025, 1100, 3000 })
        {
            for (int i = 0; i < length; i++)
            {
                byte[] text = new byte[length];
                text[i] = 1;
                seen.Add(text, $"1 at {i} of {length}");
            }
        }
    }

    [Fact]
    public void Parts_that_change_places_matter()
    {
        var random = new Random(1);
        byte[] text = new byte[4 * BlockSums.BlockSize];
        random.NextBytes(text);
        var seen = new DistinctHashes();
        seen.Add(text, "as it is");
        foreach (int size in new[] { 4, 8, BlockSums.PieceSize, BlockSums.BlockSize })
        {
            for (int start = 0; start + (2 * size) <= text.Length; start += size)
            {
                ReadOnlySpan<byte> rest = text.AsSpan(start);
                seen.Add([.. text.AsSpan(0, start), .. rest[size..(2 * size)], .. rest[..size], .. rest[(2 * size)..]], $"{size} bytes at {start}");
            }
        }
    }

    private static byte[] Secret(ulong word)
        => [.. Enumerable.Repeat(BitConverter.GetBytes(word), BodyHash.SecretSize / sizeof(ulong)).SelectMany(bytes => bytes)];

    /// <summary>As the summary of the hash has it.</summary>
    private static UInt128 Model(byte[] text, byte[] secret)
    {
        BigInteger[] words = [.. secret[BlockSums.KeySize..].Chunk(sizeof(ulong)).Select(word => (BigInteger)BitConverter.ToUInt64(word))];
        BigInteger[] v = [0, 0, 0, 0];
        bool isLong = text.Length > BlockSums.BlockSize;
        for (int start = 0; start == 0 || start < text.Length; start += BlockSums.BlockSize)
        {
            BigInteger[] sums = BlockSumsTests.Model(text, start, Math.Min(start + BlockSums.BlockSize, text.Length), secret);
            for (int i = 0; i < v.Length; i++)
            {
                v[i] = isLong ? ((v[i] * words[i < 2 ? 8 : 9]) + sums[i]) % Prime : sums[i];
            }
        }

        return new UInt128(Half(words[0], words[1], v[0], words[2], words[3], v[1]), Half(words[4], words[5], v[2], words[6], words[7], v[3]));

        ulong Half(BigInteger aUpper, BigInteger aLower, BigInteger first, BigInteger bUpper, BigInteger bLower, BigInteger second)
        {
            BigInteger product = (((aUpper << 64) + aLower) * first) + (((bUpper << 64) + bLower) * second);
            return (ulong)(((product >> 64) + text.Length) % (BigInteger.One << 64));
        }
    }

    /// <summary>No half of a hash may come twice.</summary>
    private sealed class DistinctHashes
    {
        private readonly HashSet<ulong> _upper = [];
        private readonly HashSet<ulong> _lower = [];

        public void Add(ReadOnlySpan<byte> text, string what)
        {
            UInt128 hash = BodyHash.Of(text);
            Assert.True(_upper.Add((ulong)(hash >> 64)) && _lower.Add((ulong)hash), what);
        }
    }
}
