using System.Text;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.Tests.Upstream;

public sealed class SendQueueTests
{
    private readonly SendQueue _queue = new(mark: 10, TimeSpan.FromMinutes(1), TimeProvider.System);
    private readonly MemoryStream _sent = new();

    [Fact]
    public async Task Emptiness_can_be_awaited_again()
    {
        _queue.Open(_sent);
        Add("a");
        Task first = _queue.WhenEmptyAsync();
        Assert.False(first.IsCompleted);
        await _queue.WriteAsync();
        await first.WaitAsync(TimeSpan.FromSeconds(20));
        Add("b");
        Task second = _queue.WhenEmptyAsync();
        Assert.False(second.IsCompleted);
        await _queue.WriteAsync();
        await second.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(_queue.WhenEmptyAsync().IsCompleted);
        Assert.Equal("ab", Encoding.UTF8.GetString(_sent.ToArray()));
    }

    [Fact]
    public async Task Nothing_comes_after_the_last()
    {
        _queue.Open(_sent);
        Add("a");
        Assert.True(_queue.AddLast("z"u8.ToArray()));
        Add("b");
        Assert.False(_queue.AddLast("z"u8.ToArray()));
        Assert.Equal(2, _queue.Bytes);
        await _queue.WriteAsync();
        Assert.Equal("az", Encoding.UTF8.GetString(_sent.ToArray()));
    }

    [Fact]
    public async Task One_alone_of_many_is_the_last()
    {
        _queue.Open(_sent);
        bool[] last = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            Add("a");
            return _queue.AddLast("z"u8.ToArray());
        }))).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Single(last, isLast => isLast);
        await _queue.WriteAsync();
        Assert.Matches("^a+z$", Encoding.UTF8.GetString(_sent.ToArray()));
    }

    [Fact]
    public async Task The_last_may_be_nothing()
    {
        _queue.Open(_sent);
        Add("a");
        Assert.True(_queue.AddLast(default));
        Add("b");
        await _queue.WriteAsync();
        Assert.True(_queue.WhenEmptyAsync().IsCompleted);
        Assert.Equal("a", Encoding.UTF8.GetString(_sent.ToArray()));
    }

    private void Add(string text) => _queue.Add(Encoding.UTF8.GetBytes(text));
}
