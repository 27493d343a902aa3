using System.Numerics;
using Bosh.AspNetCore.Protocol;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class BlockSumsTests
{
    [Fact]
    public void With_and_without_vectors_they_are_what_their_summary_says()
    {
        var random = new Random(1);
        for (int length = BlockSums.PieceSize; length <= 2 * BlockSums.BlockSize; length += random.Next(1, 4))
        {
            byte[] text = new byte[length];
            byte[] key = new byte[BlockSums.KeySize];
            random.NextBytes(text);
            random.NextBytes(key);
            AssertSums(text, key);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0xFF, 0xFF)]
    [InlineData(0xFF, 0)]
    [InlineData(0x7F, 0x80)]
    [InlineData(1, 0xFF)]
    public void Extreme_words_do_not_overflow(byte text, byte key)
        => AssertSums([.. Enumerable.Repeat(text, BlockSums.BlockSize)], [.. Enumerable.Repeat(key, BlockSums.KeySize)]);

    /// <summary>As the summary of the sums has it.</summary>
    public static BigInteger[] Model(byte[] text, int start, int end, byte[] key)
    {
        uint[] k = [.. Words(key)];
        var block = new List<uint>();
        byte[] filled = [.. text, .. new byte[Math.Max(0, BlockSums.PieceSize - text.Length)]];
        end = Math.Max(end, BlockSums.PieceSize);
        for (int piece = start; piece < end; piece += BlockSums.PieceSize)
        {
            int place = Math.Min(piece, end - BlockSums.PieceSize);
            block.AddRange(Words(filled[place..(place + BlockSums.PieceSize)]));
        }

        BigInteger[] sums = [0, 0, 0, 0];
        for (int sum = 0; sum < sums.Length; sum++)
        {
            for (int i = 0; i < block.Count; i += 2)
            {
                sums[sum] += (BigInteger)(block[i] + k[i + (16 * sum)]) * (block[i + 1] + k[i + 1 + (16 * sum)]);
            }

            sums[sum] %= BigInteger.One << 64;
        }

        return sums;
    }

    private static IEnumerable<uint> Words(byte[] bytes) => bytes.Chunk(sizeof(uint)).Select(word => BitConverter.ToUInt32(word));

    private static void AssertSums(byte[] text, byte[] key)
    {
        var sums = new BlockSums(key);
        int start = text.Length > BlockSums.BlockSize ? BlockSums.BlockSize : 0;
        BigInteger[] model = Model(text, start, text.Length, key);
        Assert.Equal(model, AsArray(sums.Wide(text, start, text.Length)));
        Assert.Equal(model, AsArray(sums.Narrow(text, start, text.Length)));
    }

    private static BigInteger[] AsArray((ulong S1, ulong S2, ulong S3, ulong S4) sums) => [sums.S1, sums.S2, sums.S3, sums.S4];
}
